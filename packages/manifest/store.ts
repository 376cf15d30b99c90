import type { Shards } from './shards.ts'

/** The limits of one request to a store gateway: numbers, and bytes in Thanos' units. */
export const storeLimits = ['series', 'samples', 'downloadedBytes'] as const
export type StoreLimit = (typeof storeLimits)[number]

/** What base objects can use of `store`. */
export type StoreSetting = `store.limits.${StoreLimit}` | 'store.group'
export const storeSettings: readonly StoreSetting[] = [
  ...storeLimits.map((limit) => `store.limits.${limit}` as const),
  'store.group',
]

/** `store` of an environment. */
export interface StoreSettings {
  readonly shards?: Shards
  /** Whether a query reads one replica of each shard, and not all of them. */
  readonly isGroup?: boolean
  readonly limits?: Readonly<Partial<Record<StoreLimit, string>>>
}
