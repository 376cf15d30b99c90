import { factsOf, formatPointer, type KubernetesObject } from '@thanos-gitops/manifest'
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type Scalar } from 'yaml'

/** The field in a line of a manifest. */
export interface LineField {
  /** Continues into documents: `/data/prometheus.yaml/global/scrape_interval`. */
  readonly pointer: string
  /** The index of the line in a string with several lines; absent on the line with the name of the field. */
  readonly textLine?: number
  /** The index of the line in the document that contains the field. */
  readonly document?: { readonly pointer: string; readonly textLine: number }
}

/** The field of each line of a manifest; the deepest if several fields begin in one line. */
export function fieldsOfLines(manifest: string, object: KubernetesObject): readonly LineField[] {
  const lineCount = manifest.split('\n').length - (manifest.endsWith('\n') ? 1 : 0)
  const lines: LineField[] = new Array<LineField>(lineCount)
  addLines({ source: manifest, firstLine: 0, steps: [], documents: factsOf(object.kind).documents }, lines)
  return lines
}

/** A manifest, or a document in it. */
interface Document {
  readonly source: string
  readonly firstLine: number
  readonly steps: readonly string[]
  /** The field with documents; undefined within a document. */
  readonly documents: string | undefined
}

function addLines(document: Document, lines: LineField[]): void {
  const counter = new LineCounter()
  const root = parseDocument(document.source, { lineCounter: counter, logLevel: 'silent' }).contents as Node | null
  const lineOf = (offset: number): number => document.firstLine + counter.linePos(offset).line - 1
  const visit = (node: Node | null, steps: readonly string[], line: number): void => {
    lines[line] = { pointer: formatPointer(steps) }
    for (const [step, child, start] of childrenOf(node)) visit(child, [...steps, step], lineOf(start))
    if (isScalar(node) && typeof node.value === 'string') {
      const [start, end] = node.range!
      addString(
        document,
        node as Scalar<string>,
        steps,
        { key: line, first: lineOf(start), last: lineOf(end - 1) },
        lines,
      )
    }
  }
  if (root !== null) visit(root, document.steps, document.firstLine)
}

/** The children of a mapping or a list, each with its step and the offset of its key or element. */
function childrenOf(node: Node | null): readonly (readonly [step: string, child: Node | null, start: number])[] {
  if (isMap(node))
    return node.items.map(({ key, value }) => {
      const name = key as Node
      return [String(isScalar(name) ? name.value : name), value as Node | null, name.range![0]]
    })
  if (isSeq(node)) return node.items.map((item, index) => [String(index), item as Node, (item as Node).range![0]])
  return []
}

/** Adds the lines of a string after its first, and the fields of a document in it. */
function addString(
  document: Document,
  { value }: Scalar<string>,
  steps: readonly string[],
  { key, first, last }: { readonly key: number; readonly first: number; readonly last: number },
  lines: LineField[],
): void {
  const pointer = formatPointer(steps)
  for (let line = key + 1; line <= last; line++) lines[line] = { pointer, textLine: line - first - 1 }
  if (!isDocument(document, steps) || last === first) return
  addLines({ source: value, firstLine: first + 1, steps, documents: undefined }, lines)
  for (let line = first + 1; line <= last; line++)
    lines[line] = { ...lines[line]!, document: { pointer, textLine: line - first - 1 } }
}

const isDocument = ({ documents }: Document, steps: readonly string[]): boolean =>
  documents !== undefined && steps.length === 2 && steps[0] === documents && /\.(ya?ml|json)$/.test(steps[1]!)
