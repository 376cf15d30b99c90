import type { Alias, Document, Node } from 'yaml'
import { ambiguity } from './ambiguous-scalars.ts'
import type { SourceProblem } from './source-problems.ts'
import { templateProblem } from './syntax-problem.ts'

type Parser = typeof import('yaml')

/** The problems of single nodes in a document without syntax errors. */
export function nodeProblems(parser: Parser, document: Document.Parsed, text: string): readonly SourceProblem[] {
  const problems: SourceProblem[] = []
  const report = (offset: number | undefined, message: string, remedy: string): void => {
    problems.push({ offset: offset ?? 0, code: 'yaml-syntax', message, remedy })
  }
  const { yaml } = document.directives
  if (yaml.explicit && yaml.version !== '1.2')
    report(0, `The file declares YAML ${yaml.version}, and sources are YAML 1.2.`, 'Remove the %YAML line.')
  for (const { code, pos, message } of document.warnings)
    if (code === 'TAG_RESOLVE_FAILED')
      report(pos[0], `${unknownTag(message)}.`, 'Remove the tag, and write the value without it.')
  parser.visit(document, {
    Alias(_key, alias, path) {
      const problem = aliasProblem(alias, document, path as readonly unknown[])
      if (problem) report(alias.range?.[0], problem, 'Put the anchor before its alias, and not around it.')
    },
    Pair(_key, { key }) {
      const problem = keyProblem(parser, key)
      const template = problem && templateProblem(text, problem.offset ?? 0)
      if (template) report(template.offset, template.message, 'Write plain YAML, or the value in quotes.')
      else if (problem) report(problem.offset, problem.message, 'Write the key in quotes, as a string.')
    },
    Collection(_key, { tag, range }) {
      if (tag !== undefined && !plainTags.includes(tag))
        report(
          range?.[0],
          `The YAML tag ${shortTag(tag)} makes a value that JSON does not have.`,
          'Write a mapping or a list, without the tag.',
        )
    },
    Scalar(key, scalar, path) {
      if (typeof scalar.value === 'string' && !scalar.value.isWellFormed())
        report(
          scalar.range?.[0],
          'The string contains half of a surrogate pair, which is not a character.',
          'Write the whole character, or \\U and eight hexadecimal digits.',
        )
      if (key === 'key' && scalar.type === 'PLAIN' && scalar.value === '<<')
        report(scalar.range?.[0], 'The merge key << exists only in YAML 1.1.', 'Write the keys of the other mapping.')
      if (typeof scalar.value === 'object' && scalar.value !== null)
        report(
          scalar.range?.[0],
          `The YAML tag ${shortTag(scalar.tag ?? '')} makes a value that JSON does not have.`,
          'Write the value as a string, without the tag.',
        )
      const problem = ambiguity(scalar)
      if (problem) report(operationValue(parser, path, text, scalar.range?.[0]), problem.message, problem.remedy)
    },
  })
  return problems.sort((a, b) => a.offset - b.offset)
}

const plainTags: readonly string[] = ['tag:yaml.org,2002:map', 'tag:yaml.org,2002:seq', '!']

/** JSON has only strings as keys: another key is read as a string, which may differ from what is typed. */
function keyProblem(
  { isAlias, isNode, isScalar }: Parser,
  key: unknown,
): { readonly offset: number | undefined; readonly message: string } | undefined {
  if (!isNode(key) || isAlias(key) || (isScalar(key) && typeof key.value === 'string')) return undefined
  const offset = key.range?.[0]
  if (!isScalar(key)) return { offset, message: 'A key of a mapping is not a string.' }
  if (key.value === null) return { offset, message: 'A key of a mapping is empty or null.' }
  return key.source === undefined || ambiguity(key) !== undefined || String(key.value) === key.source
    ? undefined
    : { offset, message: `The key ${key.source} is read as ${String(key.value)}.` }
}

/**
 * The beginning of the value of an operation, for a part of the value on the same line: other findings about the value have the
 * same place.
 */
function operationValue(
  { isNode, isPair, isScalar }: Parser,
  parents: readonly unknown[],
  text: string,
  offset: number | undefined,
): number | undefined {
  const pair = parents.find((parent) => isPair(parent) && isScalar(parent.key) && parent.key.value === 'value')
  const start = isPair(pair) && isNode(pair.value) ? pair.value.range?.[0] : undefined
  return start === undefined || text.slice(start, offset).includes('\n') ? offset : start
}

const unknownTag = (message: string): string => {
  const tag = /Unresolved tag: (\S+)/.exec(message)?.[1]
  return tag === undefined ? message.replace(/\.$/, '') : `The YAML tag ${shortTag(tag)} is unknown`
}

const shortTag = (tag: string): string => tag.replace('tag:yaml.org,2002:', '!!')

function aliasProblem(alias: Alias, document: Document.Parsed, parents: readonly unknown[]): string | undefined {
  const anchored: Node | undefined = alias.resolve(document)
  if (anchored === undefined) return `The alias *${alias.source} has no anchor &${alias.source} before it.`
  return parents.includes(anchored) ? `The anchor &${alias.source} contains itself.` : undefined
}
