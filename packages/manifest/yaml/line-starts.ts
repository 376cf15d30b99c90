/** The offsets at which the lines of a text begin. */
interface LineStarts {
  readonly text: string
  readonly starts: readonly number[]
}

// Findings of one file follow each other. A place in a string in it needs the lines of both.
const mostRecent = 3
const recent: LineStarts[] = []

function lineStarts(text: string): readonly number[] {
  const known = recent.find((entry) => entry.text === text)
  if (known !== undefined) return known.starts
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  recent.unshift({ text, starts })
  recent.length = Math.min(recent.length, mostRecent)
  return starts
}

/** The offset of the first character of a line, counted from 1; of the last line if there is no such line. */
export function lineStart(text: string, line: number): number {
  const starts = lineStarts(text)
  return starts[line - 1] ?? starts.at(-1)!
}

/** The line and the column of an offset, both counted from 1. Takes logarithmic time after the first offset of a text. */
export function positionIn(text: string, offset: number): { line: number; column: number } {
  const starts = lineStarts(text)
  let low = 0
  let high = starts.length
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if (starts[middle]! <= offset) low = middle
    else high = middle
  }
  return { line: low + 1, column: offset - starts[low]! + 1 }
}
