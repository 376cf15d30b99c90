/** The offsets at which the lines of a text begin. */
interface LineStarts {
  readonly text: string
  readonly starts: readonly number[]
}

/** Findings of one file follow each other: the last text is enough. */
let last: LineStarts = { text: '', starts: [0] }

function lineStarts(text: string): readonly number[] {
  if (last.text === text) return last.starts
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  last = { text, starts }
  return starts
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
