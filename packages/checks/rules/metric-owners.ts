import type { CataloguedProgram } from '@thanos-gitops/workloads'

/** The program that writes a metric. */
export interface MetricOwner {
  readonly program: CataloguedProgram
  /** The commands of Thanos that write it; empty for a program without commands. */
  readonly commands: readonly string[]
}

// From /metrics of Thanos v0.42.4, Prometheus v3.13.2 and Alertmanager v0.34.0 in the configuration of this stack; for receive
// from the names in its source. Prefixes that many commands share are left out.
const ownersByPrefix: readonly (readonly [prefix: string, program: CataloguedProgram, ...commands: string[]])[] = [
  ['alertmanager_', 'alertmanager'],
  ['thanos_compact_', 'thanos', 'compact'],
  ['thanos_bucket_store_', 'thanos', 'store'],
  ['thanos_store_index_cache_', 'thanos', 'store'],
  ['thanos_query_frontend_', 'thanos', 'query-frontend'],
  ['thanos_frontend_', 'thanos', 'query-frontend'],
  ['thanos_query_', 'thanos', 'query', 'query-frontend'],
  ['thanos_proxy_store_', 'thanos', 'query'],
  ['thanos_store_nodes_', 'thanos', 'query'],
  ['thanos_store_api_', 'thanos', 'query'],
  ['thanos_sidecar_', 'thanos', 'sidecar'],
  ['thanos_rule_', 'thanos', 'rule'],
  ['thanos_alert_', 'thanos', 'rule'],
  ['thanos_receive_', 'thanos', 'receive'],
  ['thanos_shipper_', 'thanos', 'sidecar', 'rule', 'receive'],
  ['thanos_replicate_', 'thanos', 'tools bucket replicate'],
]

/** The owner of a metric; undefined for a metric without a listed prefix. */
export function ownerOf(metric: string): MetricOwner | undefined {
  const row = ownersByPrefix.find(([prefix]) => metric.startsWith(prefix))
  if (row === undefined) return undefined
  const [, program, ...commands] = row
  return { program, commands }
}
