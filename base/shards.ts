// Components that an environment divides into shards: README in shards.md.
import { type ShardedSetting, setting, shardLabel } from '@thanos-gitops/manifest'
import { alsoOnlyWith, alsoOnlyWithout, onlyWith } from './component-names.ts'

/** `-0`, `-1`, … in the names of the objects of a shard; empty without shards. */
export const shardSuffix = setting('shard.suffix')

/** What selects the pods of one shard, in addition to the labels that all shards have. */
export const shardLabels = (of: ShardedSetting) => ({ [shardLabel]: onlyWith(of, setting('shard.number')) })

/** For a rule about one shard: its pods, as another matcher of a selector. Empty without shards. */
export const podsOfShard = (workload: string) => `, pod=~"${workload}-${setting('shard.number')}-[0-9]+"`

/**
 * The external labels of the blocks of this stack. Blocks with the same labels are one stream, and in one shard, because a compactor
 * merges the blocks of a stream. A label that a block does not have is empty.
 */
const streamLabels = [
  'cluster',
  'prometheus_replica',
  'ruler_cluster',
  'rule_replica',
  'receive_cluster',
  'receive_replica',
  'tenant_id',
]

const byHashOf = (labels: readonly string[]) =>
  `--selector.relabel-config=[{action: hashmod, source_labels: [${labels.join(', ')}], target_label: shard, modulus: ${setting('shard.count')}}, {action: keep, source_labels: [shard], regex: "${setting('shard.number')}"}]`

const byHash = byHashOf(streamLabels)
const byHashAndShard = byHashOf([...streamLabels, 'prometheus_shard'])

/**
 * The streams of a shard by a hash of their external labels. The replicas of Prometheus have their shard in their names, so another
 * label is necessary only where the compactor merges the replicas.
 */
export const streamsByHash = [
  alsoOnlyWithout('compact.deduplicate.prometheus', onlyWith('compact.shards.hash', byHash)),
  alsoOnlyWithout(
    'prometheus.shards',
    alsoOnlyWith('compact.deduplicate.prometheus', onlyWith('compact.shards.hash', byHash)),
  ),
  alsoOnlyWith(
    'prometheus.shards',
    alsoOnlyWith('compact.deduplicate.prometheus', onlyWith('compact.shards.hash', byHashAndShard)),
  ),
]

const byTenant = (action: 'keep' | 'drop', tenants: string) =>
  `--selector.relabel-config=[{action: ${action}, source_labels: [tenant_id], regex: "${tenants}"}]`

/** The streams of a tenant of receivers, and those without a compactor of their own. */
export const streamsByTenant = [
  onlyWith('shard.tenant', byTenant('keep', setting('shard.tenant'))),
  onlyWith('shard.otherTenants', byTenant('drop', setting('shard.otherTenants'))),
]

/** The blocks of a shard by a hash of their names: each block is in one shard, and a shard has blocks of all times. */
export const blocksByHash = `--selector.relabel-config=[{action: hashmod, source_labels: [__block_id], target_label: shard, modulus: ${setting('shard.count')}}, {action: keep, source_labels: [shard], regex: "${setting('shard.number')}"}]`
