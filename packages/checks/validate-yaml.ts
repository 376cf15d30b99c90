import { createRequire } from 'node:module'
import type { Document, ScalarTag, Tags } from 'yaml'
import type { Finding, Place } from '@thanos-gitops/manifest'

/** One YAML document, read as Kubernetes reads it. */
export interface YamlDocument {
  readonly value: unknown
  /** Where the field at a path stands (its key, where it has one), or the nearest of its parents that there is. */
  place(path: readonly string[]): Place
}

// Takes long to load, and where kubeconform finds nothing wrong no file is parsed here.
const load = createRequire(import.meta.url)
const yaml = (): typeof import('yaml') => load('yaml')

/**
 * The documents of a manifest file, without those that hold only comments; or what is wrong with its syntax.
 *
 * kubectl, Argo CD and Flux read YAML 1.1 with a Go library, in which `yes` and `y` are true. It knows no numbers with
 * colons and no binary data, a date stays a string, and `0o17` is a number as in YAML 1.2.
 */
export function readDocuments(file: string, text: string): YamlDocument[] | Finding {
  const { LineCounter, parseAllDocuments } = yaml()
  const lines = new LineCounter()
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { file, line, column: col }
  }
  const options = { version: '1.1', customTags: asGoReads, lineCounter: lines, prettyErrors: false, logLevel: 'silent' } as const
  const documents: Document.Parsed[] = [...parseAllDocuments(text, options)]
  // One error of syntax makes others of what follows.
  const error = documents.flatMap((document) => document.errors)[0]
  if (error) return syntaxFinding(error.message, at(Math.min(error.pos[0], text.length)))
  try {
    return documents
      .map((document): YamlDocument => ({ value: document.toJS(), place: (path) => at(offsetOf(document, path)) }))
      .filter(({ value }) => value !== null)
  } catch (error) {
    return syntaxFinding((error as Error).message, { file, line: 1 }) // Aliases that blow up, or that lead nowhere.
  }
}

const notInGo = new Set(['binary', 'omap', 'pairs', 'set', 'timestamp'].map((name) => `tag:yaml.org,2002:${name}`))
const octal: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^[-+]?0[oO][0-7_]+$/,
  resolve: (text) => parseInt(text.replaceAll(/0[oO]|_/g, ''), 8),
}
const asGoReads = (tags: Tags): Tags => [
  octal,
  ...tags.filter((tag) => typeof tag !== 'object' || (!notInGo.has(tag.tag) && !('format' in tag && tag.format === 'TIME'))),
]

const syntaxFinding = (message: string, place: Place): Finding => ({
  code: 'manifest-unreadable',
  severity: 'error',
  message: `This is not YAML that Kubernetes reads: ${message.replace(/\.$/, '')}.`,
  remedy: 'Mend the YAML; a rendered file is written anew by render.',
  place,
})

function offsetOf(document: Document.Parsed, path: readonly string[]): number {
  const { isAlias, isMap, isScalar } = yaml()
  let node: unknown = document.contents
  let offset = document.contents?.range[0] ?? 0
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document)
    const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && String(key.value) === step) : undefined
    node = (node as { get?: (key: unknown, keepScalar: boolean) => unknown } | null)?.get?.(pair?.key ?? step, true)
    const found = isScalar(pair?.key) ? pair.key.range?.[0] : (node as { range?: readonly number[] } | undefined)?.range?.[0]
    if (found === undefined) break
    offset = found
  }
  return offset
}
