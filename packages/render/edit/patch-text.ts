import { Failure } from '@thanos-gitops/manifest'
import { isMap, isScalar, isSeq, type Node, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml'

/** Edits YAML in place: only the lines that are meant change, and comments and formatting stay as they are. */

/** Characters from `start` to before `end` become `text`. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** An element of a list that is written in lines. */
export interface Item {
  /** Whole lines, with the comment lines right above it. */
  readonly start: number
  readonly end: number
  /** Of the dash. */
  readonly indentation: number
  readonly node: YAMLMap
}

export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = text
  for (const { start, end, text: replacement } of edits.toSorted((a, b) => b.start - a.start))
    result = result.slice(0, start) + replacement + result.slice(end)
  return result
}

export const parseText = (text: string): Node | null =>
  parseDocument(text, { logLevel: 'silent' }).contents as Node | null

/** The elements of a list that stands in a file. */
export function itemsOf(file: string, text: string, list: unknown): readonly Item[] {
  if (!isSeq(list)) return []
  return (list as YAMLSeq<Node>).items.map((node) => {
    const at = node.range![0]
    const dash = text.lastIndexOf('-', at)
    if (list.flow || !isMap(node) || dash < 0 || text.slice(dash + 1, at).trim() !== '')
      throw new Failure({
        code: 'edit-not-possible',
        severity: 'error',
        message: `${file}: a list of patches in brackets, or of something else than mappings, cannot be edited in place.`,
        remedy: 'Write each element of the list on lines of its own, beginning with a dash.',
        place: { file },
      })
    const lineStart = text.lastIndexOf('\n', dash - 1) + 1
    const indentation = dash - lineStart
    const end = contentEnd(text, node.range![1])
    return { start: withComments(text, lineStart, indentation), end, indentation, node }
  })
}

/** After the line's end of the last character that is not blank. */
function contentEnd(text: string, end: number): number {
  const last = text.slice(0, end).trimEnd().length
  const lineEnd = text.indexOf('\n', last)
  return lineEnd < 0 ? text.length : lineEnd + 1
}

/** Comments of the same depth right above an element speak of it. */
function withComments(text: string, lineStart: number, indentation: number): number {
  let start = lineStart
  while (start > 0) {
    const before = text.lastIndexOf('\n', start - 2) + 1
    const line = text.slice(before, start - 1)
    // In the first column it may speak of the whole file, as the line that names the schema does.
    if (indentation === 0 || !/^ *#/.test(line) || line.search(/#/) !== indentation) break
    start = before
  }
  return start
}

export const fieldOf = (node: YAMLMap, key: string): Node | undefined => node.get(key, true) as Node | undefined

/** Takes a key and its value away, with its line. */
export function keyRemoval(text: string, node: YAMLMap, key: string): Edit | undefined {
  const pair = node.items.find((item) => isScalar(item.key) && item.key.value === key)
  const value = pair?.value as Node | undefined
  if (pair === undefined || value === undefined) return undefined
  const start = text.lastIndexOf('\n', (pair.key as Node).range![0]) + 1
  return { start, end: contentEnd(text, value.range![1]), text: '' }
}

/** Puts another text in the place of a value. */
export const valueEdit = (text: string, node: Node, replacement: string): Edit => ({
  start: node.range![0],
  end: text.slice(0, node.range![1]).trimEnd().length,
  text: replacement,
})

/** The text of a value as it stands in a file. Of several lines, the indentation of the first is taken from all others. */
export function valueText(text: string, node: Node): string {
  const { start, end } = valueEdit(text, node, '')
  const lineStart = text.lastIndexOf('\n', start) + 1
  const shift = text.slice(lineStart).search(/[^ -]/)
  return shifted(text.slice(start, end), -shift)
}

/** Moves all lines but the first. */
export const shifted = (text: string, by: number): string =>
  text.replaceAll(/\n( *)(?=\S)/g, (_, spaces: string) => `\n${' '.repeat(Math.max(0, spaces.length + by))}`)

/** Moves all lines. */
export const indented = (text: string, by: number): string => shifted(`\n${text}`, by).slice(1)
