import { type Json, maskText } from '@thanos-gitops/manifest'
import { lineText } from './wording.ts'

/** Both fit into one line of a comment at a width of 760 pixels. */
const longest = 40

/** Characters that are shown before the first difference of long values. */
const context = 14

/** Two values for one line. Of longer ones, the part where they begin to differ: `…er_job_range: 5m…`. */
export function differing(before: Json | undefined, after: Json | undefined): readonly [string, string] {
  const [old, current] = [before, after].map((value) => {
    const line = lineText(value)
    // A part of a credential would not be recognized in the output.
    return line.length <= longest ? line : maskText(line)
  }) as [string, string]
  if (old.length <= longest && current.length <= longest) return [old, current]
  const start = before === undefined || after === undefined ? 0 : Math.max(0, commonLength(old, current) - context)
  return [part(old, start), part(current, start)]
}

function commonLength(a: string, b: string): number {
  let length = 0
  while (length < a.length && a[length] === b[length]) length++
  return length
}

function part(value: string, start: number): string {
  const from = start <= 1 || value.length <= longest ? 0 : start
  const end = from + longest
  return `${from > 0 ? '…' : ''}${value.slice(from, end)}${end < value.length ? '…' : ''}`.toWellFormed()
}
