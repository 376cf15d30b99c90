import type { CataloguedProgram } from '@thanos-gitops/workloads'

export interface MetricOwner {
  readonly program: CataloguedProgram
  /** Of Thanos, those that write it; empty for a program without commands. */
  readonly commands: readonly string[]
}

// From /metrics of Thanos v0.42.4, Prometheus v3.13.2 and Alertmanager v0.34.0 themselves, running as this stack runs them,
// and for receive from the names in its source. Only what one program, or few commands, write.
const byPrefix: readonly (readonly [prefix: string, program: CataloguedProgram, ...commands: string[]])[] = [
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

/** Who writes a metric, where that is known. */
export function ownerOf(metric: string): MetricOwner | undefined {
  const found = byPrefix.find(([prefix]) => metric.startsWith(prefix))
  if (!found) return undefined
  const [, program, ...commands] = found
  return { program, commands }
}
