import { factsOf, formatPointer, type KubernetesObject } from '@thanos-gitops/manifest'
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'

/** Which field a line of a manifest shows. */
export interface LineField {
  /** Goes on into documents: `/data/prometheus.yaml/global/scrape_interval`. */
  readonly pointer: string
  /** Which line of a text of several lines it is, counted from 0; absent on the line of the field's name. */
  readonly textLine?: number
  /** The same line as a line of the document's whole text. */
  readonly document?: { readonly pointer: string; readonly textLine: number }
}

/** The field of each line of a manifest's text; the deepest of those that begin there. */
export function fieldsOfLines(text: string, object: KubernetesObject): readonly LineField[] {
  const lines: LineField[] = new Array<LineField>(text.split('\n').length - (text.endsWith('\n') ? 1 : 0))
  visitText(text, 0, [], factsOf(object.kind).documents, lines)
  return lines
}

function visitText(
  text: string,
  firstLine: number,
  path: readonly string[],
  documents: string | undefined,
  lines: LineField[],
): void {
  const counter = new LineCounter()
  const root = parseDocument(text, { lineCounter: counter, logLevel: 'silent' }).contents
  const lineOf = (offset: number): number => firstLine + counter.linePos(offset).line - 1
  const visit = (node: Node | null, steps: readonly string[], start: number): void => {
    lines[start] = { pointer: formatPointer(steps) }
    if (isMap(node))
      for (const pair of node.items) {
        const key = pair.key as Node
        visit(pair.value as Node | null, [...steps, String(isScalar(key) ? key.value : key)], lineOf(key.range![0]))
      }
    else if (isSeq(node))
      for (const [index, item] of node.items.entries())
        visit(item as Node, [...steps, String(index)], lineOf((item as Node).range![0]))
    else if (isScalar(node) && typeof node.value === 'string')
      visitScalar(node.value, steps, start, lineOf(node.range![0]), lineOf(node.range![1] - 1))
  }
  const visitScalar = (value: string, steps: readonly string[], keyLine: number, first: number, last: number): void => {
    const isDocument =
      documents !== undefined && steps.length === 2 && steps[0] === documents && /\.(ya?ml|json)$/.test(steps[1]!)
    for (let line = keyLine + 1; line <= last; line++)
      lines[line] = { pointer: formatPointer(steps), textLine: line - first - 1 }
    if (!isDocument || last === first) return
    visitText(value, first + 1, steps, undefined, lines)
    for (let line = first + 1; line <= last; line++)
      lines[line] = { ...lines[line]!, document: { pointer: formatPointer(steps), textLine: line - first - 1 } }
  }
  if (root !== null) visit(root as Node, path, firstLine)
}
