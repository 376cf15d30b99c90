import { usageError } from '@thanos-gitops/command-line'
import { shownValue } from '@thanos-gitops/manifest'
import { environmentNames, isEnvironmentName } from '@thanos-gitops/render'
import { readRings } from '@thanos-gitops/workspace/rings'

/** A part of the environments, so that several jobs check all of them. */
export interface Shard {
  /** From 1. The first one also checks what belongs to all environments. */
  readonly number: number
  readonly count: number
  readonly environments: readonly string[]
  /** The rings of its environments, in their order; empty without rings. */
  readonly rings: readonly string[]
}

/**
 * The environments of `2/4`, the second of four shards: in the order of their rings, so that a shard contains few rings, and then of
 * their names. Shards differ by one environment at most.
 *
 * @throws Failure for another form, and for problems of the rings
 */
export function environmentShard(root: string, option: string): Shard {
  const [number, count] = (/^([1-9]\d{0,3})\/([1-9]\d{0,3})$/.exec(option) ?? []).slice(1).map(Number)
  if (number === undefined || count === undefined || number > count)
    throw usageError(
      `--shard: ${shownValue(option)} is not a shard.`,
      'Write the number of the shard and how many there are: --shard 2/4',
    )
  const members = [...(readRings(root)?.members ?? [])]
  // An environment whose ring cannot be read comes last.
  const names = [
    ...new Set([...members.flatMap(([, list]) => list), ...environmentNames(root).filter(isEnvironmentName)]),
  ]
  const limit = (index: number): number => Math.floor((index * names.length) / count)
  const environments = names.slice(limit(number - 1), limit(number))
  const isHere = ([, list]: readonly [string, readonly string[]]): boolean =>
    list.some((name) => environments.includes(name))
  return { number, count, environments, rings: members.filter(isHere).map(([ring]) => ring) }
}
