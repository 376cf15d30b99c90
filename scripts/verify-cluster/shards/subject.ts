// Two environments with the same blocks: one with shards of all components that can have them, and one without, for comparison.
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import type { Cleanup } from '../cleanup.ts'
import type { Settings } from '../created-environments.ts'
import type { Rig } from '../pods/rig.ts'
import type { RunningEnvironment } from '../pods/running-environment.ts'
import { type Labels, uploadStreams } from '../pods/streams.ts'
import { type Range, shortCompactableRange } from '../samples.ts'
import { startApplications } from './targets.ts'

export const shardCount = 2

/** Both have the rules of shards of Prometheus, so that the ruler without shards has all groups. */
const rules = { components: ['thanos-rule'], prometheus: { shards: shardCount } }

export const shardEnvironments = {
  sharded: {
    cluster: 'sharded',
    namespace: 'sharded',
    ...rules,
    store: { shards: shardCount, group: true },
    compact: { shards: shardCount },
    rule: { shards: shardCount },
  },
  whole: { cluster: 'whole', namespace: 'whole', ...rules },
} satisfies Readonly<Record<string, Settings>>

export interface Shards {
  readonly rig: Rig
  readonly sharded: RunningEnvironment
  readonly whole: RunningEnvironment
  /** The times of the samples in all blocks. */
  readonly range: Range
  /** The names of the blocks in both buckets. */
  readonly blocks: readonly string[]
  /** The external labels of the blocks. */
  readonly streams: readonly Labels[]
}

/** The names of the shards of a component: `thanos-store-0`. */
export const shardsOf = (component: string): readonly string[] =>
  Array.from({ length: shardCount }, (_, shard) => `${component}-${shard}`)

/** The streams of two replicas of two shards of Prometheus. */
const streams: readonly Labels[] = shardsOf('prometheus').flatMap((name, shard) =>
  [0, 1].map((replica) => ({
    cluster: 'sharded',
    prometheus_replica: `${name}-${replica}`,
    prometheus_shard: String(shard),
  })),
)

/** Uploads the blocks. No pod is started. */
export async function createShards(rig: Rig, cleanup: Cleanup): Promise<Shards> {
  const [sharded, whole] = [rig.environment('sharded'), rig.environment('whole')]
  const range = shortCompactableRange(Date.now())
  const blocks = await uploadStreams(join(rig.shared.folder, 'streams'), sharded.bucket, range, streams)
  cpSync(sharded.bucket, whole.bucket, { recursive: true })
  cleanup.add(await startApplications(rig.shared.server.kubectl))
  return { rig, sharded, whole, range, blocks, streams }
}
