/** The two versions of an example. */
export type Version = 'broken' | 'fixed'

const marker = /\s+# (broken|fixed)$/

const markOf = (line: string): string | undefined => marker.exec(line)?.[1]

const withoutMarker = (line: string): string => line.replace(marker, '')

/** The lines that are only in a version, without their markers. */
export const linesOf = (lines: readonly string[], version: Version): readonly string[] =>
  lines.filter((line) => markOf(line) === version).map(withoutMarker)

/** All lines of a version, without their markers. */
export const versionOf = (lines: readonly string[], version: Version): readonly string[] =>
  lines.filter((line) => (markOf(line) ?? version) === version).map(withoutMarker)

export function dedent(lines: readonly string[]): readonly string[] {
  const indentation = Math.min(...lines.map((line) => line.search(/\S|$/)))
  return lines.map((line) => line.slice(indentation))
}
