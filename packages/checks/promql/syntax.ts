import type { Tree } from '@lezer/common'
import { nearest } from '@thanos-gitops/manifest'
import type { QueryProblem } from './analysis.ts'
import { functions } from './functions.ts'

/** The start of the first part that the parser could not read. A cursor makes no object for each node. */
export function firstError(tree: Tree): number | undefined {
  const cursor = tree.cursor()
  do if (cursor.type.isError) return cursor.from
  while (cursor.next())
  return undefined
}

/** @param from index of the character at which the parser stopped */
export function syntaxProblem(text: string, from: number): QueryProblem {
  const rest = text.slice(from).trimStart()
  if (rest === '') return endProblem(text)
  return (
    functionProblem(text.slice(0, from), rest) ?? {
      offset: from + text.slice(from).length - rest.length,
      message: `syntax error at ${rest.length > 20 ? `${rest.slice(0, 20)}…` : rest}.`,
    }
  )
}

/** The grammar has a rule for each function, so an unknown name before a parenthesis is a syntax error. */
function functionProblem(before: string, rest: string): QueryProblem | undefined {
  const name = /([a-zA-Z_:][\w:]*)\s*$/.exec(before)
  if (name === null || !rest.startsWith('(') || functions.has(name[1]!)) return undefined
  const similar = nearest(name[1]!, functions.keys())
  return {
    offset: name.index,
    message: `unknown function ${name[1]}.${similar === undefined ? '' : ` Did you mean ${similar}?`}`,
  }
}

const brackets = [
  ['(', ')'],
  ['{', '}'],
  ['[', ']'],
] as const

function endProblem(text: string): QueryProblem {
  const withoutStrings = text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/g, '')
  const count = (sign: string): number => withoutStrings.split(sign).length - 1
  const unclosed = brackets.find(([opening, closing]) => count(opening) > count(closing))
  return {
    offset: Math.max(0, text.trimEnd().length - 1),
    message: unclosed ? `the query has no closing ${unclosed[1]}.` : 'the query is incomplete.',
  }
}
