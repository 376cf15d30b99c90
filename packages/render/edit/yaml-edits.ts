// Edits YAML in place: only the lines of a change are touched, and comments and format stay as they are.
import { Failure } from '@thanos-gitops/manifest'
import { isMap, isScalar, isSeq, type Node, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml'

/** Replaces the characters from `start` to before `end`. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** A mapping in a list, with its lines. */
export interface ListItem {
  /** From the first of the comment lines above it to the end of its last line. */
  readonly start: number
  readonly end: number
  /** Of the dash. */
  readonly indentation: number
  readonly node: YAMLMap
}

export function applyEdits(content: string, edits: readonly Edit[]): string {
  let result = content
  for (const { start, end, text } of edits.toSorted((a, b) => b.start - a.start))
    result = result.slice(0, start) + text + result.slice(end)
  return result
}

export const parseContent = (content: string): Node | null =>
  parseDocument(content, { logLevel: 'silent' }).contents as Node | null

/** The mappings of a list. Throws a Failure for a list that is not written with one dash for each mapping. */
export function itemsOf(file: string, content: string, list: unknown): readonly ListItem[] {
  if (!isSeq(list)) return []
  return (list as YAMLSeq<Node>).items.map((node) => {
    const at = node.range![0]
    const dash = content.lastIndexOf('-', at)
    if (list.flow || !isMap(node) || dash < 0 || content.slice(dash + 1, at).trim() !== '')
      throw new Failure({
        code: 'edit-not-possible',
        severity: 'error',
        message: `${file}: only a list of mappings without brackets can be edited in place.`,
        remedy: 'Write each element of the list on its own lines, beginning with a dash.',
        place: { file },
      })
    const lineStart = content.lastIndexOf('\n', dash - 1) + 1
    const indentation = dash - lineStart
    const end = contentEnd(content, node.range![1])
    return { start: withComments(content, lineStart, indentation), end, indentation, node }
  })
}

/** The end of the line with the last character that is not blank. */
function contentEnd(content: string, end: number): number {
  const last = content.slice(0, end).trimEnd().length
  const lineEnd = content.indexOf('\n', last)
  return lineEnd < 0 ? content.length : lineEnd + 1
}

/** The start of an element's comment: lines above it with the same indentation. */
function withComments(content: string, lineStart: number, indentation: number): number {
  let start = lineStart
  while (start > 0) {
    const before = content.lastIndexOf('\n', start - 2) + 1
    const line = content.slice(before, start - 1)
    // A comment in the first column may belong to the whole file, as the line that names the schema does.
    if (indentation === 0 || !/^ *#/.test(line) || line.search(/#/) !== indentation) break
    start = before
  }
  return start
}

export const fieldOf = (node: YAMLMap, key: string): Node | undefined => node.get(key, true) as Node | undefined

/** Removes the lines of an element. */
export const itemRemoval = ({ start, end }: ListItem): Edit => ({ start, end, text: '' })

/** Removes the lines of a key and its value; undefined if the mapping does not have the key. */
export function keyRemoval(content: string, node: YAMLMap, key: string): Edit | undefined {
  const pair = node.items.find((item) => isScalar(item.key) && item.key.value === key)
  const value = pair?.value as Node | undefined
  if (pair === undefined || value === undefined) return undefined
  const start = content.lastIndexOf('\n', (pair.key as Node).range![0]) + 1
  return { start, end: contentEnd(content, value.range![1]), text: '' }
}

/** Replaces the source of a value. */
export const valueEdit = (content: string, node: Node, replacement: string): Edit => ({
  start: node.range![0],
  end: content.slice(0, node.range![1]).trimEnd().length,
  text: replacement,
})

/** The source of a value. If it has several lines, they are shifted left by the indentation of the first. */
export function valueSource(content: string, node: Node): string {
  const { start, end } = valueEdit(content, node, '')
  const lineStart = content.lastIndexOf('\n', start) + 1
  const shift = content.slice(lineStart).search(/[^ -]/)
  return shifted(content.slice(start, end), -shift)
}

/** Changes the indentation of all lines but the first. */
export const shifted = (text: string, by: number): string =>
  text.replaceAll(/\n( *)(?=\S)/g, (_, spaces: string) => `\n${' '.repeat(Math.max(0, spaces.length + by))}`)

/** Changes the indentation of all lines. */
export const indented = (text: string, by: number): string => shifted(`\n${text}`, by).slice(1)
