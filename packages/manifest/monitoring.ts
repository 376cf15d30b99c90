import type { SettingValues } from './setting-values.ts'

/** What base objects can use of `monitoring`. */
export const monitoringFields = ['labels', 'namespace', 'rules'] as const
export type MonitoringField = (typeof monitoringFields)[number]

/** `monitoring` of an environment. */
export type MonitoringSettings = SettingValues<MonitoringField>

/** The namespace of kube-prometheus and of most installations of its chart. */
export const defaultMonitoring: MonitoringSettings = { values: { namespace: 'monitoring' }, paths: new Map() }
