import { createRequire } from 'node:module'
import { formatPointer } from '@thanos-gitops/manifest'
import type { Node } from 'yaml'

/** The field that begins in a line of a document, or whose string continues there. */
export interface DocumentField {
  /** From the root of the document: `/global/scrape_interval`. */
  readonly pointer: string
  /** The index of the line in a string with several lines; absent on the line with the name of the field. */
  readonly textLine?: number
}

// Loaded only for a document: it takes longer to load than a check without changes takes.
const load = createRequire(import.meta.url)
let loaded: typeof import('yaml') | undefined
const parser = (): typeof import('yaml') => (loaded ??= load('yaml') as typeof import('yaml'))

// Dashboards and rules are equal in most environments. A full cache keeps its entries: those of the first environments.
const mostCached = 256
const cached = new Map<string, readonly (DocumentField | undefined)[]>()

/** The field of each line of a document of any style, such as an entry of a ConfigMap; undefined for a line without one. */
export function fieldsOfDocument(source: string): readonly (DocumentField | undefined)[] {
  let lines = cached.get(source)
  if (lines === undefined) {
    lines = readLines(source)
    if (cached.size < mostCached) cached.set(source, lines)
  }
  return lines
}

function readLines(source: string): readonly (DocumentField | undefined)[] {
  const { isScalar, LineCounter, parseDocument } = parser()
  const lines: (DocumentField | undefined)[] = []
  const counter = new LineCounter()
  const root = parseDocument(source, { lineCounter: counter, logLevel: 'silent' }).contents as Node | null
  const lineOf = (offset: number): number => counter.linePos(offset).line - 1
  const visit = (node: Node | null, steps: readonly string[], line: number): void => {
    const pointer = formatPointer(steps)
    lines[line] = { pointer }
    for (const [step, child, start] of childrenOf(node)) visit(child, [...steps, step], lineOf(start))
    if (!isScalar(node) || typeof node.value !== 'string') return
    const [start, end] = node.range!
    const [first, last] = [lineOf(start), lineOf(end - 1)]
    for (let below = line + 1; below <= last; below++) lines[below] = { pointer, textLine: below - first - 1 }
  }
  if (root !== null) visit(root, [], 0)
  return lines
}

/** The children of a mapping or a list, each with its step and the offset of its key or element. */
function childrenOf(node: Node | null): readonly (readonly [step: string, child: Node | null, start: number])[] {
  const { isMap, isScalar, isSeq } = parser()
  if (isMap(node))
    return node.items.map(({ key, value }) => {
      const name = key as Node
      return [String(isScalar(name) ? name.value : name), value as Node | null, name.range![0]]
    })
  if (isSeq(node)) return node.items.map((item, index) => [String(index), item as Node, (item as Node).range![0]])
  return []
}
