import type { Ring } from '@thanos-gitops/manifest'
import type { EnvironmentSource } from './environment-sources.ts'
import type { RepositoryRings } from './read-rings.ts'

/** A pull request that moves the pins of a ring to the revision of the ring before it. */
export interface RingStep {
  readonly ring: string
  /** The ring that has the revision. */
  readonly from: string
  readonly source: Pick<EnvironmentSource, 'name' | 'commit'>
  /** The environments whose pins move. */
  readonly environments: readonly string[]
  /** The environments that must be healthy before. */
  readonly needs: readonly string[]
  /** Which of several pull requests it is, if the ring has a maximum. */
  readonly part?: { readonly number: number; readonly of: number }
  /** The same for each run: it is opened once for a ring, a revision and a part. */
  readonly branch: string
}

export interface RingSteps {
  readonly steps: readonly RingStep[]
  /** Why there is no step for a ring, and environments that no step moves: sentences. */
  readonly notes: readonly string[]
}

/**
 * The next pull request of each ring but the first.
 * @param isOlder whether the first commit is in the history of the second one
 */
export function nextSteps(
  { rings, members }: Pick<RepositoryRings, 'rings' | 'members'>,
  sourceOf: (environment: string) => EnvironmentSource,
  isOlder: (commit: string, than: string) => boolean,
): RingSteps {
  const steps: RingStep[] = []
  const notes: string[] = []
  rings.slice(1).forEach((ring, index) => {
    const from = rings[index]!
    const next = stepOf(
      { name: from.name, members: named(members.get(from.name), sourceOf) },
      { ...ring, members: named(members.get(ring.name), sourceOf) },
      isOlder,
    )
    notes.push(...next.notes)
    if (next.step !== undefined) steps.push(next.step)
  })
  return { steps, notes }
}

interface Member extends EnvironmentSource {
  readonly environment: string
}

const named = (
  environments: readonly string[] = [],
  sourceOf: (environment: string) => EnvironmentSource,
): readonly Member[] => environments.map((environment) => ({ environment, ...sourceOf(environment) }))

function stepOf(
  from: { readonly name: string; readonly members: readonly Member[] },
  ring: Pick<Ring, 'name' | 'maximum'> & { readonly members: readonly Member[] },
  isOlder: (commit: string, than: string) => boolean,
): { readonly step?: RingStep; readonly notes: readonly string[] } {
  const free = ring.members.filter(({ isPinned }) => !isPinned).map(({ environment }) => environment)
  const notes =
    free.length === 0
      ? []
      : [
          `${ring.name}: ${list(free)} ${free.length === 1 ? 'has' : 'have'} no pin, so each merge reaches ${free.length === 1 ? 'it' : 'them'} at once, whatever the rings are. Set source in environment.yaml.`,
        ]
  const revisions = Map.groupBy(from.members, ({ content }) => content)
  if (revisions.size > 1) {
    const shown = [...revisions.values()].map((same) => `${same[0]!.environment} at ${shortName(same[0]!)}`)
    return {
      notes: [
        ...notes,
        `${ring.name}: waits, because the environments of ${from.name} are at different revisions: ${shown.join(', ')}.`,
      ],
    }
  }
  // A tag is preferred: people read it.
  const source = from.members.find(({ isPinned }) => isPinned) ?? from.members[0]!
  const pinned = ring.members.filter(({ isPinned }) => isPinned)
  const behind = pinned.filter(({ content }) => content !== source.content)
  if (behind.length === 0) {
    if (pinned.length > 0) notes.push(`${ring.name}: is at ${shortName(source)}, as ${from.name} is.`)
    return { notes }
  }
  const newer = behind.filter(({ commit }) => !isOlder(commit, source.commit))
  if (newer.length > 0) {
    const shown = newer.map((one) => `${one.environment} at ${shortName(one)}`)
    return {
      notes: [
        ...notes,
        `${ring.name}: waits, because ${shortName(source)} of ${from.name} does not contain the revision of ${shown.join(', ')}. No pin moves back.`,
      ],
    }
  }
  const parts = chunks(pinned, ring.maximum ?? pinned.length)
  const number = parts.findIndex((part) => part.some((one) => behind.includes(one)))
  const environments = parts[number]!.filter((one) => behind.includes(one))
  const needed = [...from.members, ...parts.slice(0, number).flat()]
  const suffix = parts.length === 1 ? '' : `-${number + 1}-of-${parts.length}`
  return {
    notes,
    step: {
      ring: ring.name,
      from: from.name,
      source: { name: source.name, commit: source.commit },
      environments: environments.map(({ environment }) => environment),
      needs: needed.map(({ environment }) => environment),
      ...(parts.length === 1 ? {} : { part: { number: number + 1, of: parts.length } }),
      branch: `promote/${ring.name}/${shortName(source)}${suffix}`,
    },
  }
}

/** A tag, or the beginning of a commit. */
export const shortName = ({ name, commit }: Pick<EnvironmentSource, 'name' | 'commit'>): string =>
  commit.startsWith(name) ? commit.slice(0, 8) : name

const chunks = <Value>(values: readonly Value[], size: number): readonly (readonly Value[])[] =>
  Array.from({ length: Math.ceil(values.length / size) }, (_, index) => values.slice(index * size, (index + 1) * size))

const list = (names: readonly string[]): string =>
  names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names.join('')
