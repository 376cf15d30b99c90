import { marks } from './marks.ts'
import type { KubernetesObject } from './object.ts'

/** The settings that turn one object of the base into one object for each shard. */
export const shardedSettings = [
  'store.shards',
  'compact.shards',
  'receive.zones',
  'prometheus.shards',
  'rule.shards',
] as const
export type ShardedSetting = (typeof shardedSettings)[number]

/**
 * How an environment distributes the data of a component over shards. The shards of receivers are zones: `receive.zones`. Those of the
 * compactor can be tenants: `compact.tenants`.
 */
export const shardings = ['hash', 'time', 'zone', 'tenant'] as const
export type Sharding = (typeof shardings)[number]

/**
 * What the objects of a shard can use, as `setting('shard.count')`. A shard has only some of the fields after `count`. The number of a
 * shard with a `name` is that name. Zones have waves of their own, one after the other, because each has a copy of the same data; other
 * shards have the wave of data.
 */
export const shardFields = [
  'number',
  'suffix',
  'wave',
  'count',
  'name',
  'minTime',
  'maxTime',
  'zone',
  // Of the compactor of a tenant: a regular expression for the tenant, and how long its blocks are kept.
  'tenant',
  'retentionRaw',
  'retention5m',
  'retention1h',
  // Of the compactor of all other blocks: a regular expression for the tenants that have their own.
  'otherTenants',
] as const
export type ShardField = (typeof shardFields)[number]
export type ShardSetting = `shard.${ShardField}`

/** The fields of a shard that an environment decides; its number, its wave and the suffix of its names follow from its place in the list. */
export type Shard = Readonly<Partial<Record<Exclude<ShardField, 'number' | 'suffix' | 'wave'>, string>>>

/** `shards` of a component. */
export interface Shards {
  readonly by: Sharding
  /** At least two. */
  readonly list: readonly Shard[]
}

/** The label of the objects and pods of one shard; its value is the number of the shard, or the name of its zone. */
export const shardLabel = 'thanos-gitops/shard'

/**
 * Marks an object of a component, or an element of a list: in an environment with the setting, it exists once for each shard, with
 * the values of the shard instead of `setting('shard.…')`. In others, it exists once, and `setting('shard.suffix')` is empty.
 *
 * Names that differ per shard end with `setting('shard.suffix')`. Mark other parts that only shards have with onlyWith:
 * `onlyWith('store.shards', setting('shard.number'))`.
 */
export function forEachShard<T extends object>(of: ShardedSetting, value: T): T {
  marks.shards.set(value, of)
  return value
}

/** The setting by which a value exists once for each shard; undefined for other values. */
export const shardedBy = (value: object): ShardedSetting | undefined =>
  marks.shards.get(value) as ShardedSetting | undefined

/** The reference at the end of names of the base. */
const suffixReference = /\uE000shard\.suffix\uE001$/

/** The name of an object in an environment without shards. */
export function unshardedName({ metadata: { name: own, labels } }: KubernetesObject): string {
  const name = own.replace(suffixReference, '')
  const suffix = `-${labels?.[shardLabel]}`
  return name.endsWith(suffix) ? name.slice(0, -suffix.length) : name
}

/** What a shard adds to the conditions that an environment meets: `store.shards/1.minTime`. */
export const shardCondition = (of: ShardedSetting, index: number, field: string): string => `${of}/${index}.${field}`

/** The setting of a condition of a shard, or of a reference to one of its values; undefined for other names. */
export const settingOfShard = (name: string): string | undefined =>
  /^(\w+\.(?:shards|zones))\/\d+\.\w+$/.exec(name)?.[1]
