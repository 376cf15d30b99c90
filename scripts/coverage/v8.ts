// Raw coverage of V8, as Node.js writes it where NODE_V8_COVERAGE names a folder.

interface Range {
  readonly startOffset: number
  readonly endOffset: number
  readonly count: number
}

/** How often each part of one script ran. Ranges are nested: an inner one replaces the count of the outer one. */
export interface ScriptCoverage {
  readonly url: string
  readonly functions: readonly { readonly ranges: readonly Range[] }[]
}

/** How often the character at an offset ran: the count of the innermost range around it. */
export function countAt({ functions }: ScriptCoverage, offset: number): number {
  let innermost: Range | undefined
  for (const { ranges } of functions)
    for (const range of ranges)
      if (contains(range, offset) && (innermost === undefined || sizeOf(range) <= sizeOf(innermost))) innermost = range
  return innermost?.count ?? 0
}

const contains = ({ startOffset, endOffset }: Range, offset: number): boolean =>
  startOffset <= offset && offset < endOffset
const sizeOf = ({ startOffset, endOffset }: Range): number => endOffset - startOffset

/** The offset of a line (from 1) and a column (from 0) in a source. */
export function offsetsOf(source: string): (line: number, column: number) => number {
  const starts = [0]
  for (let index = source.indexOf('\n'); index >= 0; index = source.indexOf('\n', index + 1)) starts.push(index + 1)
  return (line, column) => starts[line - 1]! + column
}
