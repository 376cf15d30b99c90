import { hash } from 'node:crypto'
import { createRequire } from 'node:module'
import type { Document, YAMLError } from 'yaml'
import type { Finding, Place } from '../finding.ts'
import { formatPointer } from '../pointer.ts'
import { positionIn } from './line-starts.ts'
import { nodeProblems } from './node-problems.ts'
import { rememberInSource, type SourceCredential, sourceCredentials } from './source-credentials.ts'
import { type SourceProblem, sourceProblem, tabProblem } from './source-problems.ts'
import { explainError, templateProblem } from './syntax-problem.ts'

/** The keys and indexes that lead to a value of a YAML document; `[]` is the document. */
export type YamlPath = readonly (string | number)[]

/** A value of `environment.yaml` that a part of another file refers to. */
export interface UsedValue {
  /** The path of the reference in the file that contains it. */
  readonly path: YamlPath
  /** The setting: `values.zone`. */
  readonly setting: string
  /** What the file contains, with the name of the value in braces: `eu-{zone}`. */
  readonly shown: string
  /** The place of the value in `environment.yaml`. */
  place(): Place
}

/** A parsed YAML file with the places of its values. */
export interface YamlFile {
  /** Relative to the repository root. */
  readonly file: string
  readonly value: unknown
  /** The literal credentials in the file. A render refuses them. */
  readonly credentials: readonly SourceCredential[]
  /** The values of the environment that `value` contains in the places of references. Absent in a file without references. */
  readonly used?: readonly UsedValue[]
  /** The paths of references that cannot be resolved. Their problems are reported where they are found. */
  readonly unresolved?: readonly YamlPath[]
  /** Identifies the content. Absent for a file that is put together from others. */
  digest?(): string
  /** The place of the value at `path`, or of its nearest parent that exists. */
  place(path: YamlPath): Place
  /** The place of the key that `path` ends with. */
  keyPlace(path: YamlPath): Place
  /** A scalar without quotes as it is typed: `1.10`, whose value is 1.1. Undefined for everything else. */
  typed(path: YamlPath): string | undefined
}

/** Values by the content of their file. Parsing takes ten times as long as the rest of a render. */
export interface ParseCache {
  get(content: string): { value: unknown } | undefined
  set(content: string, value: unknown): void
}

// `yaml` takes longer to load than a render takes: it is loaded only for a file that is not in the cache, or has a problem.
const load = createRequire(import.meta.url)
let loaded: typeof import('yaml') | undefined
// Node.js resolves the name each time: that takes as long as to find a place.
const parser = (): typeof import('yaml') => (loaded ??= load('yaml') as typeof import('yaml'))

const parse = (text: string): Document.Parsed =>
  parser().parseDocument(text, { prettyErrors: false, uniqueKeys: true, logLevel: 'error' })

/**
 * Reads a file with one YAML 1.2 document. Returns findings instead, if there are any: encodings other than UTF-8, conflict
 * markers, more than 1 MiB, syntax errors, duplicate keys, unknown tags, numbers that other readers read as another number.
 */
export function readYaml(file: string, text: string, cache?: ParseCache): YamlFile | readonly Finding[] {
  if (text.length > largestSource) return [tooLarge(file, text.length)]
  const remembered = cache?.get(text)
  // A source with a credential is not in the cache.
  if (remembered) return yamlFile(file, text, remembered.value)
  const wrongSource = sourceProblem(text)
  if (wrongSource) {
    rememberInSource(text)
    return [atOffset(file, text, wrongSource)]
  }
  const document = parse(text)
  // Errors after the first syntax error are consequences of it in most cases. Each duplicate key is an error of its own.
  const duplicates = document.errors.filter(({ code }) => code === 'DUPLICATE_KEY')
  const others = document.errors.filter(({ code }) => code !== 'DUPLICATE_KEY')
  const errors = [...duplicates, ...others.slice(0, 1)].map((error) => syntaxFinding(file, text, document, error))
  const problems = errors.length > 0 ? [] : nodeProblems(parser(), document, text)
  if (errors.length > 0 || problems.length > 0) {
    rememberInSource(text)
    return [...errors, ...problems.map((problem) => atOffset(file, text, problem))]
  }
  let value: unknown
  try {
    value = document.toJS({ maxAliasCount: 100 })
  } catch (error) {
    const { message } = error as Error
    return [
      {
        ...yamlSyntax({ file, ...positionIn(text, firstAlias(document)) }, expansion(message)),
        remedy: 'Write the values without aliases.',
      },
    ]
  }
  const parsed = yamlFile(file, text, value, document)
  const credentials = sourceCredentials(text, value, {
    value: (steps) => parsed.place(steps),
    offset: (offset) => ({ file, ...positionIn(text, offset) }),
  })
  if (credentials.length === 0) cache?.set(text, value)
  return { ...parsed, credentials }
}

const expansion = (message: string): string =>
  /alias/i.test(message) ? 'The aliases make the file many times as large as it is written.' : message

function firstAlias(document: Document.Parsed): number {
  const offsets: number[] = []
  parser().visit(document, { Alias: (_key, { range }) => void offsets.push(range?.[0] ?? 0) })
  return offsets[0] ?? 0
}

function yamlFile(file: string, text: string, value: unknown, parsed?: Document.Parsed): YamlFile {
  let document = parsed
  let digest: string | undefined
  // Environments that list a layer need the same places of its files.
  const places = new Map<string, Place>()
  const at = (offset: number | undefined): Place => ({
    file,
    ...(offset === undefined ? {} : positionIn(text, offset)),
  })
  return {
    file,
    value,
    credentials: [],
    digest() {
      digest ??= hash('sha256', text)
      return digest
    },
    place(path) {
      const key = formatPointer(path)
      let place = places.get(key)
      if (place === undefined) {
        document ??= parse(text)
        place = at(offsetOf(document, path))
        places.set(key, place)
      }
      return place
    },
    keyPlace(path) {
      document ??= parse(text)
      const { isMap, isScalar } = parser()
      const parent = nodeAt(document, path.slice(0, -1))
      const key = String(path.at(-1))
      const pair = isMap(parent)
        ? parent.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
        : undefined
      return isScalar(pair?.key) ? at(pair.key.range?.[0]) : this.place(path)
    },
    typed(path) {
      document ??= parse(text)
      const node = nodeAt(document, path)
      return parser().isScalar(node) && node.type === 'PLAIN' ? node.source : undefined
    },
  }
}

/** The offset of the value at `path`, or of its nearest parent that exists. */
function offsetOf(document: Document.Parsed, path: YamlPath): number | undefined {
  for (let length = path.length; length >= 0; length--) {
    const node = nodeAt(document, path.slice(0, length))
    if (node?.range) return node.range[0]
  }
  return undefined
}

type Node = { range?: [number, number, number] | null } | undefined

function nodeAt(document: Document.Parsed, path: YamlPath): Node {
  const { isAlias } = parser()
  let node: unknown = document.contents
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document)
    node = (node as { get?: (key: unknown, keepScalar: boolean) => unknown } | null)?.get?.(step, true)
  }
  return (node ?? undefined) as Node
}

/** In characters. No file of patches that people write is this long, and a parser takes seconds for ten times the length. */
const largestSource = 1024 * 1024

const tooLarge = (file: string, length: number): Finding => ({
  code: 'file-too-large',
  severity: 'error',
  message: `The file has ${(length / largestSource).toFixed(1)} MiB. Source files above 1 MiB are not read.`,
  remedy: 'Split the file, or remove the content that is not a setting or a patch.',
  place: { file },
})

const atOffset = (file: string, text: string, { offset, ...problem }: SourceProblem): Finding => ({
  ...problem,
  severity: 'error',
  place: { file, ...positionIn(text, offset) },
})

const yamlSyntax = (
  place: Place,
  message: string,
  remedy = 'Fix the YAML: indent with spaces, and write each key of a mapping once.',
): Finding => ({ code: 'yaml-syntax', severity: 'error', message, remedy, place })

function syntaxFinding(file: string, text: string, document: Document.Parsed, error: YAMLError): Finding {
  const place = { file, ...positionIn(text, Math.min(error.pos[0], text.length)) }
  if (error.code === 'DUPLICATE_KEY') {
    const key = /^\s*(\S[^:\n]*)/.exec(text.slice(error.pos[0]))?.[1] ?? ''
    return {
      code: 'yaml-duplicate-key',
      severity: 'error',
      message: `The key ${key} appears twice in the same mapping.`,
      remedy: 'Remove one of the two.',
      place,
    }
  }
  const tab = tabProblem(text, error.pos[0])
  if (tab) return atOffset(file, text, tab)
  const template = templateProblem(text, error.pos[0])
  if (template)
    return atOffset(file, text, {
      code: 'yaml-syntax',
      ...template,
      remedy: 'Write plain YAML, or the value in quotes.',
    })
  if (error.code === 'MULTIPLE_DOCS')
    return yamlSyntax(
      place,
      'The file contains more than one YAML document.',
      'Remove the line ---, or move what follows it to a file of its own.',
    )
  return atOffset(file, text, { code: 'yaml-syntax', ...explainError(text, document, error) })
}
