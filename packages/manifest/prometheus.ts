import { type RuleField, ruleFields } from './rule.ts'
import type { SettingValues } from './setting-values.ts'

/** What base objects can use of `prometheus`: `remoteWrite` has the same form as that of the ruler. */
export const prometheusFields = ruleFields
export type PrometheusField = RuleField

/** `prometheus` of an environment. */
export type PrometheusSettings = SettingValues<PrometheusField>
