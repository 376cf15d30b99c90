// Proves origins by changing what they name: a literal gets another value, all environments are rendered again, and
// exactly those lines change that name this literal.
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Place } from '@thanos-gitops/manifest'
import type { ExplainedLine } from '@thanos-gitops/render/explain'
import { compileCache } from '@thanos-gitops/testing/compile-cache'
import type { EnvironmentLines } from './explained-lines.ts'
import { literalsOf, placeKey, placesOf, withOtherLiteral } from './literals.ts'

export interface Verdict {
  /** How many literals were changed. */
  readonly proved: number
  /** Literals that can have no other value, because the renderer or Kubernetes refuses it. They prove nothing. */
  readonly refused: readonly string[]
  readonly wrong: readonly string[]
}

type Lines = Readonly<Record<string, readonly string[]>>

/** How many literals change at the same time. If the lines are wrong, fewer change at the same time, down to one. */
const together = 12

/** Changes literals in a copy of the repository, and restores them. */
export function proveOrigins(
  copy: string,
  environments: readonly EnvironmentLines[],
  places: readonly Place[],
): Verdict {
  const refused: string[] = []
  const wrong: string[] = []
  const before = renderedLines(copy)!
  const prove = (some: readonly Place[]): void => {
    const found = contradictionsAfter(copy, some, environments, before)
    if (found?.length === 0) return
    if (some.length === 1) {
      if (found === undefined) refused.push(placeKey(some[0]!))
      else wrong.push(...found)
      return
    }
    const half = some.length >> 1
    prove(some.slice(0, half))
    prove(some.slice(half))
  }
  // Far from each other, so that few lines name two of them.
  const batches = Math.ceil(places.length / together)
  for (let batch = 0; batch < batches; batch++) prove(places.filter((_, index) => index % batches === batch))
  return { proved: places.length - refused.length, refused, wrong }
}

/**
 * The lines that contradict the origins after all these literals have changed; undefined if they can have no other
 * value.
 */
function contradictionsAfter(
  copy: string,
  places: readonly Place[],
  environments: readonly EnvironmentLines[],
  before: Lines,
): readonly string[] | undefined {
  const sources = new Map(places.map(({ file }) => [file, readFileSync(join(copy, file), 'utf8')]))
  const changed = new Map<string, string | undefined>(sources)
  // From the end of a line to its beginning, so that a change does not move the next one.
  for (const place of places.toSorted((a, b) => b.column! - a.column!)) {
    const source = changed.get(place.file)
    const isYaml = place.file.endsWith('.yaml')
    changed.set(place.file, source === undefined ? undefined : withOtherLiteral(source, place, isYaml))
  }
  if ([...changed.values()].includes(undefined)) return undefined
  for (const [file, source] of changed) writeFileSync(join(copy, file), source!)
  const after = renderedLines(copy)
  for (const [file, source] of sources) writeFileSync(join(copy, file), source)
  return (
    after &&
    environments.flatMap(({ name, lines }) =>
      contradictions(places, lines, before[name]!, after[name]!).map(
        (contradiction) => `${places.map(placeKey).join(', ')} in ${name}: ${contradiction}`,
      ),
    )
  )
}

function renderedLines(folder: string): Lines | undefined {
  const { status, stdout } = spawnSync(process.execPath, [join(folder, 'scripts/tests/origins/render-lines.ts')], {
    encoding: 'utf8',
    env: { ...process.env, ...compileCache(folder) },
    maxBuffer: 2 ** 28,
  })
  return status === 0 ? (JSON.parse(stdout) as Lines) : undefined
}

/** Compares counts of lines: a changed name may change their order. */
function contradictions(
  places: readonly Place[],
  lines: readonly ExplainedLine[],
  before: readonly string[],
  after: readonly string[],
): readonly string[] {
  const literals = new Set(places.map(placeKey))
  const namesLiteral = (some: readonly Place[]): boolean => some.some((place) => literals.has(placeKey(place)))
  const isHash = ({ origins: [newest] }: ExplainedLine): boolean => newest?.layer === 'renderer'
  const expected = counts(lines.filter((line) => !isHash(line) && namesLiteral(literalsOf(line))).map(textOf))
  // A part of an overwritten value may remain, such as the tag of an image; a hash changes with its input.
  const allowed = counts(
    lines
      .filter((line) => isHash(line) || namesLiteral([...line.origins.flatMap(placesOf), ...(line.key ?? [])]))
      .map(textOf),
  )
  const changed = counts(missingIn(after, before))
  const unchanged = [...expected].filter(([line, times]) => (changed.get(line) ?? 0) < times)
  const unexpected = [...changed].filter(([line, times]) => (allowed.get(line) ?? 0) < times)
  return [
    ...unchanged.map(([line]) => `did not change: ${line.trim()}`),
    ...unexpected.map(([line]) => `changed as well: ${line.trim()}`),
  ]
}

const textOf = ({ text }: ExplainedLine): string => text

/** The lines of `before` that `after` does not contain, or contains less often. */
function missingIn(after: readonly string[], before: readonly string[]): readonly string[] {
  const remaining = counts(after)
  return before.filter((line) => {
    const times = remaining.get(line) ?? 0
    remaining.set(line, times - 1)
    return times <= 0
  })
}

function counts(lines: readonly string[]): Map<string, number> {
  const found = new Map<string, number>()
  for (const line of lines) found.set(line, (found.get(line) ?? 0) + 1)
  return found
}
