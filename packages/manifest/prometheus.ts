import { ruleFields } from './rule.ts'
import type { SettingValues } from './setting-values.ts'
import type { Shards } from './shards.ts'

/** What base objects can use of `prometheus`. */
export const prometheusFields = [
  // `remoteWrite` has the same form as that of the ruler.
  ...ruleFields,
  // A number: that of the shards.
  'shardCount',
  // Set if the ruler evaluates the rules about the cluster, because no Prometheus has the samples of all targets.
  'rulesInRuler',
  // Set if Prometheus runs in agent mode: it stores no blocks, evaluates no rules, and sends its samples to the receivers.
  'agent',
] as const
export type PrometheusField = (typeof prometheusFields)[number]

/** `prometheus` of an environment. */
export interface PrometheusSettings extends SettingValues<PrometheusField> {
  /** Which targets a Prometheus scrapes. */
  readonly shards?: Shards
}
