import { createRequire } from 'node:module'

/**
 * Whether a file has changes that its sources do not make: lines that differ from an earlier content, where the render has the lines
 * of that content. A file that is only stale has old lines in places where the render has new ones.
 */
export function hasOwnChanges(before: string, found: string, rendered: string): boolean {
  const ofRender = changedRanges(before, rendered)
  return changedRanges(before, found).some(
    (range) => !ofRender.some(({ start, end }) => range.start <= end && start <= range.end),
  )
}

/** Lines of the first content that are not in the second one. An insertion is between `start` and the same `end`. */
interface LineRange {
  readonly start: number
  readonly end: number
}

function changedRanges(before: string, after: string): readonly LineRange[] {
  // Loaded only if a file is not as rendered.
  const { diffLines } = createRequire(import.meta.url)('diff') as typeof import('diff')
  const ranges: LineRange[] = []
  let line = 0
  for (const { added, removed, count = 0 } of diffLines(before, after)) {
    if (added || removed) ranges.push({ start: line, end: line + (removed ? count : 0) })
    if (!added) line += count
  }
  return ranges
}
