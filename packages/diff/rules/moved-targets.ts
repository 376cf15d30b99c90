// Targets that another Prometheus scrapes: shards.
import { type KubernetesObject, shardLabel, unshardedName } from '@thanos-gitops/manifest'
import { readProgram, type Workload } from '@thanos-gitops/workloads'
import { type ManifestSet, namespaceOf } from '../manifest-set.ts'
import type { SourcedVerdict } from './rule.ts'

/** A part of the reason of a risk. Its procedure depends on it. */
export const notUploaded =
  'Its samples of the last two to three hours are in no block yet, so the sidecar has not uploaded them.'

const runsPrometheus = ({ containers }: Workload): boolean =>
  containers.some((container) => readProgram(container)?.name === 'prometheus')

/** The shards that scrape the targets of a Prometheus which is removed: they have its name, with or without a suffix. */
export const remainingShards = (removed: KubernetesObject, after: ManifestSet): readonly Workload[] =>
  after.workloads.filter(
    (workload) =>
      workload.namespace === namespaceOf(removed) &&
      workload.object.object.metadata.labels?.[shardLabel] !== undefined &&
      unshardedName(workload.object.object) === unshardedName(removed) &&
      runsPrometheus(workload),
  )

/** Another modulus of a scrape job: most targets have another remainder. */
export function otherShards(before: unknown, after: unknown): SourcedVerdict | undefined {
  if (before === undefined || after === undefined) return undefined
  return {
    class: 'reload',
    why: `Targets are divided by ${String(after)} instead of ${String(before)}: most of them move to another shard, where their series continue. For up to three hours, a shard has the series that it had and those that it gets in memory.`,
    source: 'https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config',
  }
}
