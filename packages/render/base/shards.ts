import {
  type Environment,
  referenceTo,
  replaceReferences,
  type ShardedSetting,
  type Shards,
  settingOfShard,
  shardCondition,
  shardedBy,
  waves,
  withShardSuffix,
} from '@thanos-gitops/manifest'

/** The shards of an environment, by the settings that declare them. */
export const shardsOf = ({
  store,
  compact,
  receive,
  prometheus,
  rule,
}: Environment): readonly (readonly [ShardedSetting, Shards])[] => {
  const shards = {
    'store.shards': store?.shards,
    'compact.shards': compact?.shards,
    'receive.zones': receive?.zones,
    'prometheus.shards': prometheus?.shards,
    'rule.shards': rule?.shards,
  }
  return (Object.keys(shards) as ShardedSetting[]).flatMap((name) => {
    const ofSetting = shards[name]
    return ofSetting === undefined ? [] : [[name, ofSetting] as const]
  })
}

/** What the shards of an environment add to the conditions that it meets. */
export const shardConditions = (environment: Environment): readonly string[] =>
  shardsOf(environment).flatMap(([name, { by, list }]) => [
    name,
    `${name}.${by}`,
    ...list.flatMap((shard, index) => Object.keys(shard).map((field) => shardCondition(name, index, field))),
    ...list.flatMap((shard, index) => (shard.name === undefined ? [] : [namePrefix(name, index) + shard.name])),
  ])

/** Names of objects contain the name of the shard, so it is a part of what selects them. */
const namePrefix = (of: ShardedSetting, index: number): string => `${shardCondition(of, index, 'name')}=`

/** The values of the settings of shards, by the names that their references have in the objects of a shard. */
export const shardSettings = (environment: Environment): Readonly<Record<string, string>> => ({
  // Of an object that no environment has selected.
  'shard.suffix': '',
  'shard.wave': String(waves.data),
  ...Object.fromEntries(
    shardsOf(environment).flatMap(([name, { list }]) => [
      [`${name}.count`, String(list.length)],
      ...list.flatMap((shard, index) =>
        Object.entries(shard).map(([field, value]) => [shardCondition(name, index, field), value]),
      ),
    ]),
  ),
})

/** Whether a value exists once for each shard in environments with shards. */
export const isSharded = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && shardedBy(value) !== undefined

/** How many shards an environment has, by the conditions that it meets; 0 without shards. */
function shardCount(of: ShardedSetting, present: ReadonlySet<string>): number {
  let count = 0
  while (present.has(shardCondition(of, count, 'count'))) count++
  return count
}

/** The conditions that are met in each copy of a value: `shard.minTime` in those whose shard has one. One element without shards. */
export function presentInShards(of: ShardedSetting, present: ReadonlySet<string>): readonly ReadonlySet<string>[] {
  const count = shardCount(of, present)
  if (count === 0) return [present]
  return Array.from({ length: count }, (_, index) => {
    const prefix = shardCondition(of, index, '')
    const own = [...present].filter((name) => name.startsWith(prefix))
    return new Set([...present, ...own.map((name) => `shard.${name.slice(prefix.length)}`)])
  })
}

/**
 * The copies of a value, one for each shard; one copy if it is not sharded.
 *
 * @param select makes a copy
 *   present: the conditions that are met in it
 *   inShard: returns a string with the name and the references of the shard, or without a suffix where there are no shards
 */
export function inShards<T>(
  value: object,
  present: ReadonlySet<string>,
  select: (present: ReadonlySet<string>, inShard: (text: string) => string) => T,
): readonly T[] {
  const of = shardedBy(value)
  if (of === undefined) return [select(present, unchanged)]
  const count = shardCount(of, present)
  return presentInShards(of, present).map((own, index) => {
    const shard = count === 0 ? undefined : { of, index, number: numberOf(of, index, present) }
    return select(own, (text) => replaceReferences(text, (reference) => inShard(reference, shard)))
  })
}

const unchanged = (text: string): string => text

interface ShardPlace {
  readonly of: ShardedSetting
  readonly index: number
  /** In names: the index, or the name of the shard. */
  readonly number: string
}

function numberOf(of: ShardedSetting, index: number, present: ReadonlySet<string>): string {
  const prefix = namePrefix(of, index)
  return [...present].find((name) => name.startsWith(prefix))?.slice(prefix.length) ?? String(index)
}

/** What a reference becomes in the copy of a shard; undefined if it stays. */
function inShard(reference: string, shard: ShardPlace | undefined): string | undefined {
  const suffix = shard === undefined ? '' : `-${shard.number}`
  if (reference === 'shard.suffix') return suffix
  if (reference === 'shard.wave') return String(waves.data + (shard?.of === 'receive.zones' ? shard.index : 0))
  if (reference.includes('{shard.suffix}')) return referenceTo(withShardSuffix(reference, suffix))
  if (shard === undefined || !reference.startsWith('shard.')) return undefined
  const field = reference.slice('shard.'.length)
  return field === 'number' ? shard.number : referenceTo(shardCondition(shard.of, shard.index, field))
}

/** The path in `environment.yaml` of the setting that declares the shard of a reference; undefined for other references. */
export function pathOfShard(reference: string, { compact }: Environment): readonly string[] | undefined {
  const setting = settingOfShard(reference) ?? /^(\w+\.(?:shards|zones))\.count$/.exec(reference)?.[1]
  if (setting !== 'compact.shards' || compact?.tenants === undefined) return setting?.split('.')
  const [, shard, resolution] = /\/(\d+)\.retention(\w+)$/.exec(reference) ?? []
  const tenant = Object.keys(compact.tenants)[Number(shard) - 1]
  return ['compact', 'tenants', ...(tenant === undefined ? [] : [tenant, resolution!.toLowerCase()])]
}
