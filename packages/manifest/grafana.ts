import type { ReceiverSecretProvider } from './alerting.ts'

/** The Secret of Grafana's administrator, unless `grafana.secrets` names another one. external-secrets and sealed-secrets create it. */
export const grafanaSecret = 'grafana-admin'

/** The keys of that Secret. */
export const grafanaSecretKeys = ['password'] as const

/** What base objects can use of `grafana`: the paths of its fields. */
export const grafanaFields = [
  'secrets.secret',
  'secrets.secretStore',
  'secrets.secretStoreKind',
  'secrets.secretKey',
  'secrets.sealed.password',
] as const
export type GrafanaField = (typeof grafanaFields)[number]

/** `grafana` of an environment: where the password of its administrator comes from. */
export interface GrafanaSettings {
  readonly secrets: ReceiverSecretProvider
  readonly values: Readonly<Partial<Record<GrafanaField, string>>>
}

/** Without the setting, the Secret exists. */
export const defaultGrafana: GrafanaSettings = {
  secrets: 'existing-secret',
  values: { 'secrets.secret': grafanaSecret },
}
