import { type SettingValues, settingPath } from './setting-values.ts'
import type { YamlPath } from './yaml/read-source.ts'

/** Where the Secrets of receivers come from, as for object storage. */
export const receiverSecretProviders = ['existing-secret', 'external-secret', 'sealed-secret'] as const
export type ReceiverSecretProvider = (typeof receiverSecretProviders)[number]

/** The Secret of receivers, unless `alerting.secrets` names another one. external-secrets and sealed-secrets create it. */
export const receiverSecret = 'alertmanager-receivers'

/** The folder of the Alertmanager container with the Secrets of receivers: `<folder>/<Secret>/<key>`. */
export const receiverSecretsFolder = '/etc/alertmanager-secrets'

/** The receiver without integrations, for alerts that notify nobody on purpose. */
export const discardingReceiver = 'discard'

/** What base objects can use of `alerting`, in the form in which Alertmanager or Kubernetes reads it. */
export const alertingFields = [
  'global',
  'receiver',
  'receivers',
  'routes',
  'group_by',
  'group_wait',
  'group_interval',
  'repeat_interval',
  'inhibit_rules',
  'time_intervals',
  'deadMansSwitch',
  // The sources of the projected volume with the Secrets, and what creates the Secret.
  'secretSources',
  'secretStore',
  'secretStoreKind',
  'secretData',
  'sealedData',
] as const
export type AlertingField = (typeof alertingFields)[number]

/** `alerting` of an environment. */
export interface Alerting extends SettingValues<AlertingField> {
  /** Undefined if no receiver reads a Secret. */
  readonly secrets?: ReceiverSecretProvider
}

/** The path in `environment.yaml` of a value, or of the nearest value that contains it. */
export const alertingPath = (alerting: Alerting, field: string, pointer: string): YamlPath =>
  settingPath(alerting, field, pointer) ?? ['alerting']
