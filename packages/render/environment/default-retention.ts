import type { BlockRetention, Environment } from '@thanos-gitops/manifest'

/** The object storages whose bucket the environment itself creates. */
const ownBuckets: readonly Environment['objectStorage'][] = ['rook', 'seaweedfs']

/**
 * The retention of an environment that sets none. A bucket that exists can have blocks of any age, so nothing in it is deleted
 * without a setting.
 */
export function defaultRetention(objectStorage: Environment['objectStorage']): BlockRetention {
  const time = ownBuckets.includes(objectStorage) ? '90d' : '0d'
  return { raw: time, '5m': time, '1h': time }
}
