import { diffArrays } from 'diff'
import type { ObjectVersions } from '../stored.ts'

export interface ShownLine {
  /** From 1 in its own version. */
  readonly number: number
  readonly text: string
  /** Position in the sources of the versions. */
  readonly sources: number
  /** Against the other version: only this one has the line, or only the other one. */
  readonly change?: 'added' | 'removed'
}

/** The lines of a version; with another version also the lines that only the other one has, before those that replace them. */
export function comparedLines(versions: ObjectVersions, version: number, other?: number): readonly ShownLine[] {
  const own = linesOf(versions, version)
  if (other === undefined || other === version) return own
  const others = linesOf(versions, other)
  const shown: ShownLine[] = []
  let position = 0
  let otherPosition = 0
  for (const { added, removed, count } of diffArrays(
    others.map(({ text }) => text),
    own.map(({ text }) => text),
  )) {
    if (removed) {
      for (const line of others.slice(otherPosition, otherPosition + count)) shown.push({ ...line, change: 'removed' })
      otherPosition += count
      continue
    }
    for (const line of own.slice(position, position + count)) shown.push(added ? { ...line, change: 'added' } : line)
    position += count
    if (!added) otherPosition += count
  }
  return shown
}

const linesOf = ({ versions, lines }: ObjectVersions, version: number): readonly ShownLine[] =>
  (versions[version] ?? []).map((position, index) => {
    const [text, sources] = lines[position]!
    return { number: index + 1, text, sources }
  })
