import type { Overview } from '../stored.ts'
import { loadVersions } from './load.ts'

export interface FieldMatch {
  /** Of the object. */
  readonly number: number
  readonly text: string
  /** All versions that have the line. */
  readonly versions: ReadonlySet<number>
  /** One of them, and the number of the line there. */
  readonly version: number
  readonly line: number
}

export interface FieldMatches {
  readonly count: number
  /** The first ones. */
  readonly found: readonly FieldMatch[]
}

/** The lines of all manifests that contain each word. A line that several versions of an object have counts once. */
export async function fieldMatches(overview: Overview, text: string, most: number): Promise<FieldMatches> {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const found: { readonly rank: number; readonly match: () => FieldMatch }[] = []
  let count = 0
  for (const number of overview.objects.keys()) {
    const { lines, versions } = await loadVersions(overview, number)
    const texts = new Map<string, Set<number>>()
    for (const [position, [line]] of lines.entries())
      if (words.every((word) => line.toLowerCase().includes(word)))
        texts.set(line, (texts.get(line) ?? new Set<number>()).add(position))
    for (const [line, positions] of texts) {
      count++
      found.push({ rank: rankOf(line, words), match: () => matchOf(number, line, positions, versions) })
    }
  }
  found.sort((a, b) => a.rank - b.rank)
  return { count, found: found.slice(0, most).map(({ match }) => match()) }
}

/** A line whose field begins with the first word is first, then one that contains it as a whole word. */
function rankOf(line: string, [first = '']: readonly string[]): number {
  const text = line.toLowerCase().replace(/^(?:\s|- )*/, '')
  if (text.startsWith(first)) return 0
  return text.split(/[^\w.-]+/).includes(first) ? 1 : 2
}

function matchOf(
  number: number,
  text: string,
  positions: ReadonlySet<number>,
  versions: readonly (readonly number[])[],
): FieldMatch {
  const having = [...versions.keys()].filter((version) => versions[version]!.some((line) => positions.has(line)))
  const version = having[0] ?? 0
  const line = (versions[version] ?? []).findIndex((position) => positions.has(position)) + 1
  return { number, text, versions: new Set(having), version, line }
}
