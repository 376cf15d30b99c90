// A line that begins with this separates documents, even inside a string: kubectl splits a stream in the same way.
const separator = /^(?:---|\.\.\.)(?=\s|$)/gm

/** A document of a stream, without the separators around it. */
export interface Part {
  readonly start: number
  readonly end: number
  /** The line of its first character, counted from 1. */
  line(): number
  /** The column of its first character, counted from 1. */
  readonly column: number
}

export function* partsOf(source: string): Generator<Part> {
  const starts: number[] = []
  const lineOf = lineCounter(source, starts)
  const partAt = (start: number, end: number): Part => {
    const index = starts.push(start) - 1
    return { start, end, line: () => lineOf(index), column: start === 0 ? 1 : 4 }
  }
  let start = 0
  for (const { index } of source.matchAll(separator)) {
    if (index > start) yield partAt(start, index)
    start = index + 3
  }
  if (start < source.length) yield partAt(start, source.length)
}

/** Returns a function for the line of an offset by its index in a growing, ascending list. Only messages and places need lines. */
function lineCounter(text: string, offsets: readonly number[]): (index: number) => number {
  const lines: number[] = []
  let at = 0
  let line = 1
  return (index) => {
    for (; lines.length <= index; lines.push(line)) {
      const offset = offsets[lines.length]!
      for (let next = text.indexOf('\n', at); next !== -1 && next < offset; next = text.indexOf('\n', at)) {
        line++
        at = next + 1
      }
    }
    return lines[index]!
  }
}
