// Components that an environment divides into shards: README in shards.md.
import { type ShardedSetting, setting, shardLabel } from '@thanos-gitops/manifest'
import { onlyWith } from './component-names.ts'

/** `-0`, `-1`, … in the names of the objects of a shard; empty without shards. */
export const shardSuffix = setting('shard.suffix')

/** What selects the pods of one shard, in addition to the labels that all shards have. */
export const shardLabels = (of: ShardedSetting) => ({ [shardLabel]: onlyWith(of, setting('shard.number')) })

/** For a rule about one shard: its pods, as another matcher of a selector. Empty without shards. */
export const podsOfShard = (workload: string) => `, pod=~"${workload}-${setting('shard.number')}-[0-9]+"`

/** The blocks of a shard by a hash of their names: each block is in one shard, and a shard has blocks of all times. */
export const blocksByHash = `--selector.relabel-config=[{action: hashmod, source_labels: [__block_id], target_label: shard, modulus: ${setting('shard.count')}}, {action: keep, source_labels: [shard], regex: "${setting('shard.number')}"}]`
