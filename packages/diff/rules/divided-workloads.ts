// Store gateways and receivers that are removed while shards or zones with the same name take over.
import { type KubernetesObject, labelOf, shardLabel, unshardedName } from '@thanos-gitops/manifest'
import { readProgram, type Workload } from '@thanos-gitops/workloads'
import { type ManifestSet, namespaceOf, workloadLabel } from '../manifest-set.ts'

/** Parts of the reasons of risks. Their procedures depend on them. */
export const loadsBlocks =
  'which takes minutes to hours. Until then, data that only the bucket has is missing in responses. Nothing is lost: all blocks are in the bucket.'
export const uploadsSamples = 'write their samples to a block and upload it when they stop.'

/** Names differ only in the suffix of a shard or a zone, or one of them has none. */
const isPartOf = (other: KubernetesObject, removed: KubernetesObject): boolean =>
  other.metadata.name !== removed.metadata.name &&
  namespaceOf(other) === namespaceOf(removed) &&
  unshardedName(other) === unshardedName(removed) &&
  [other, removed].some(({ metadata }) => metadata.labels?.[shardLabel] !== undefined)

const remaining = (removed: KubernetesObject, after: ManifestSet, command: string): readonly Workload[] =>
  after.workloads.filter(
    ({ object, containers }) =>
      isPartOf(object.object, removed) &&
      containers.map(readProgram).some((program) => program?.name === 'thanos' && program.command === command),
  )

const labelsOf = (workloads: readonly Workload[]): string => workloads.map(workloadLabel).join(', ')

/**
 * What happens when a store gateway or receivers are removed, and other parts remain. Undefined for other workloads.
 *
 * @param claims the names of its claims, as a sentence
 */
export function removedPart(removed: KubernetesObject, after: ManifestSet, claims: string): string | undefined {
  const stores = remaining(removed, after, 'store')
  if (stores.length > 0)
    return `Its pods stop. ${labelsOf(stores)} ${stores.length === 1 ? 'loads' : 'load'} its blocks from the bucket, ${loadsBlocks}${claims}`
  const receivers = remaining(removed, after, 'receive')
  if (receivers.length > 0)
    return `Its pods ${uploadsSamples} ${labelsOf(receivers)} ${receivers.length === 1 ? 'gets' : 'get'} its series. Until the routers read the new hashring, which takes up to five minutes, writes fail for series with too many copies on its pods, and senders repeat them.${claims}`
  return undefined
}

/** What happens to the address of a Service whose shards have Services of their own, or the other way round. Undefined for others. */
export function movedAddress(removed: KubernetesObject, after: ManifestSet): string | undefined {
  const services = after.ofKind('Service').filter((service) => isPartOf(service, removed))
  if (services.length === 0) return undefined
  return `${services.map(labelOf).join(', ')} ${services.length === 1 ? 'takes' : 'take'} its place. Programs whose addresses are in these manifests have the new names. Others that connect to ${removed.metadata.name} no longer reach a pod.`
}
