import { isAtRevision, type Place, placeText, type Rings, withoutRevision } from '@thanos-gitops/manifest'
import {
  type Change,
  changesDelivery,
  type NamedDiff,
  type Reach,
  type ReachingLine,
  type RingReach,
} from '@thanos-gitops/manifest/change'
import { reachFindings } from './reach-limits.ts'

/** What the environments of a diff belong to, and which files the change touches. */
export interface ReachScope {
  /** Undefined in a repository without rings. */
  readonly rings?: Rings | undefined
  /** The ring of an environment; for one that is removed, the ring that it had. */
  ringOf(environment: string): string | undefined
  /** Whether a file, by its path from the root, differs from the base of the diff. */
  differs(file: string): boolean
  /** The environments whose delivery objects differ. */
  readonly deliveryChanges: ReadonlySet<string>
  /** The labels of the pull request. */
  readonly labels: readonly string[]
}

/** How far a change reaches. @param diffs of all environments */
export function reachOf(diffs: readonly NamedDiff[], scope: ReachScope): Reach {
  const reached = diffs.filter(
    (diff) => changesManifests(diff) || changesDelivery(diff) || scope.deliveryChanges.has(diff.name),
  )
  const lines = new Map(reached.map((diff) => [diff, reachingLines(diff, scope)]))
  const rings = scope.rings === undefined ? [] : reachedRings(reached, lines, scope)
  const most = mostOf(reached, lines)
  return {
    environments: namesOf(reached),
    deliveryOnly: namesOf(reached.filter((diff) => !changesManifests(diff))),
    of: diffs.length,
    rings,
    // A line of one environment is in its name already.
    ...(most === undefined || most.environments.length < 2 ? {} : { most }),
    findings: scope.rings === undefined ? [] : reachFindings(rings, scope.rings, scope.labels),
  }
}

const changesManifests = ({ objects, side }: NamedDiff): boolean => objects.length > 0 || side !== 'both'

const namesOf = (diffs: readonly NamedDiff[]): readonly string[] => diffs.map(({ name }) => name)

type LinesOf = ReadonlyMap<NamedDiff, ReadonlyMap<string, CountedLine>>

function reachedRings(reached: readonly NamedDiff[], lines: LinesOf, { rings, ringOf }: ReachScope): RingReach[] {
  const byRing = Map.groupBy(reached, ({ name }) => ringOf(name))
  const order = [...new Set([...(rings?.rings ?? []).map(({ name }) => name), ...byRing.keys()])]
  return order.flatMap((name) => {
    const members = byRing.get(name)
    if (members === undefined) return []
    const most = mostOf(members, lines)
    return [
      {
        ...(name === undefined ? {} : { name }),
        environments: namesOf(members),
        ...(most === undefined ? {} : { most }),
      },
    ]
  })
}

interface CountedLine extends Omit<ReachingLine, 'environments'> {
  /** How many fields the line changes in the environment. */
  readonly fields: number
}

/** The lines of the change that change something in an environment, by their text. */
function reachingLines(diff: NamedDiff, scope: ReachScope): ReadonlyMap<string, CountedLine> {
  const lines = new Map<string, CountedLine>()
  for (const { changes } of diff.objects)
    for (const change of changes) {
      const line = lineOf(change, diff, scope)
      if (line === undefined) continue
      const key = 'pin' in line ? line.pin : placeText(line.place)
      lines.set(key, { ...line, fields: (lines.get(key)?.fields ?? 0) + 1 })
    }
  return lines
}

/** Undefined if no file of the change sets the value, such as a hash, or a field of a layer that is listed now. */
function lineOf(
  { cause }: Change,
  { source }: NamedDiff,
  { differs }: ReachScope,
): { readonly place: Place } | { readonly pin: string } | undefined {
  for (const side of [cause?.after, cause?.before]) {
    const place = side?.origins?.[0]?.place
    if (place === undefined) continue
    if (source?.after !== undefined && isAtRevision(place)) return { pin: source.after }
    const { column: _, ...line } = place
    if (differs(withoutRevision(place).file)) return { place: line }
  }
  return undefined
}

/** The line that reaches most of some environments; of several, the one that changes most fields. */
function mostOf(diffs: readonly NamedDiff[], lines: LinesOf): ReachingLine | undefined {
  const found = new Map<string, { line: CountedLine; environments: string[]; fields: number }>()
  for (const diff of diffs)
    for (const [key, line] of lines.get(diff) ?? []) {
      const known = found.get(key) ?? { line, environments: [], fields: 0 }
      known.environments.push(diff.name)
      found.set(key, { ...known, fields: known.fields + line.fields })
    }
  const [most] = [...found].sort(
    ([a, first], [b, second]) =>
      second.environments.length - first.environments.length ||
      second.fields - first.fields ||
      a.localeCompare(b, 'en', { numeric: true }),
  )
  if (most === undefined) return undefined
  const { line, environments } = most[1]
  return { ...(line.pin === undefined ? { place: line.place! } : { pin: line.pin }), environments }
}
