import { type AccessField, accessFields, type PageName, pageNames } from './access.ts'
import { type AlertingField, alertingFields } from './alerting.ts'
import { type BucketCondition, bucketConditions, type ObjectStorageField, objectStorageFields } from './bucket.ts'
import { type CompactCondition, type CompactSetting, compactConditions, compactSettings } from './compact.ts'
import { type ExternalUrlName, externalUrlNames } from './environment.ts'
import { type GrafanaField, grafanaFields } from './grafana.ts'
import { marks } from './marks.ts'
import { type MonitoringField, monitoringFields } from './monitoring.ts'
import { type PrometheusField, prometheusFields } from './prometheus.ts'
import {
  autoscalingNumbers,
  type QueryField,
  type QueryFrontendField,
  queryFields,
  queryFrontendFields,
  type RemoteQueryField,
  remoteQueryFields,
} from './query.ts'
import { type ReceiveField, receiveFields } from './receive.ts'
import { type Resolution, resolutions } from './retention.ts'
import { type RuleField, ruleFields } from './rule.ts'
import {
  type ShardedSetting,
  type Sharding,
  type ShardSetting,
  shardedSettings,
  shardFields,
  shardings,
} from './shards.ts'
import { type StoreSetting, storeSettings } from './store.ts'
import { type TlsField, tlsFields } from './tls.ts'
import { type TracingField, tracingFields } from './tracing.ts'
import { type VerticalPodAutoscalersField, verticalPodAutoscalersFields } from './vertical-pod-autoscalers.ts'

/** A field of `objectStorage`, by its path. Only components of that object storage may use it. */
export type ObjectStorageSetting = `objectStorage.${ObjectStorageField}`

/** A field of `backup`, by its path. Only components of that backup may use it. */
export type BackupSetting = `backup.${ObjectStorageField}`

/** How long blocks of a resolution are kept, by its path. */
export type RetentionSetting = `retention.${Resolution}`

/** A field of `externalUrls`, by its path. All but `externalUrls.runbooks` can be absent: mark their values with onlyWith. */
export type ExternalUrlSetting = `externalUrls.${ExternalUrlName}`

/** The host of a page, from its address in `externalUrls`. */
export type ExternalHostSetting = `externalHosts.${PageName}`

/** A field of `access`, by its path. Only components of an environment with `access` may use it. */
export type AccessSetting = `access.${AccessField}`

/** A field of `grafana`, by its path. `grafana.secrets.secret` has a default; the others are only for the component that creates the Secret. */
export type GrafanaSetting = `grafana.${GrafanaField}`

/** A field of `tls`. Only components of an environment with `tls` may use it. */
export type TlsSetting = `tls.${TlsField}`

/** A field of `receive`, by its path. Those without a default can be absent: mark their values with onlyWith. */
export type ReceiveSetting = `receive.${ReceiveField}`
/** A field of `query` or `queryFrontend`, by its path. */
export type QuerySetting = `query.${QueryField}` | `queryFrontend.${QueryFrontendField}`

/** A field of `tracing`. Mark the value with onlyWith('tracing', …). */
export type TracingSetting = `tracing.${TracingField}`

/** A field of `monitoring`, by its path. */
export type MonitoringSetting = `monitoring.${MonitoringField}`

/** A field of `prometheus`, by its path. */
export type PrometheusSetting = `prometheus.${PrometheusField}`

/** A field of `rule`, by its path. */
export type RuleSetting = `rule.${RuleField}`

/** A field of `verticalPodAutoscalers`, by its path. */
export type VerticalPodAutoscalersSetting = `verticalPodAutoscalers.${VerticalPodAutoscalersField}`

/** A setting that an environment need not have. */
export type OptionalSetting =
  | ExternalUrlSetting
  | AccessSetting
  | `objectStorage.${BucketCondition}`
  | `backup.${BucketCondition | 'googleKeysOfBlocks'}`
  | CompactCondition
  | 'tls'
  | 'zones'
  | ShardedSetting
  | `${ShardedSetting}.${Sharding}`
  | ShardSetting
  | StoreSetting
  | ReceiveSetting
  | QuerySetting
  | 'query.remote'
  | 'query.grpcFrom'
  | 'tracing'
  | 'requestLogging'
  | 'requestLogging.queries'
  | RuleSetting
  | MonitoringSetting
  | PrometheusSetting
  | VerticalPodAutoscalersSetting

/** The settings that `onlyWith` accepts like the name of a component. */
export const optionalSettings: readonly OptionalSetting[] = [
  ...externalUrlNames.map((name) => `externalUrls.${name}` as const),
  ...accessFields.map((field) => `access.${field}` as const),
  ...bucketConditions.flatMap((name) => [`objectStorage.${name}` as const, `backup.${name}` as const]),
  'backup.googleKeysOfBlocks',
  ...compactConditions,
  'tls',
  'zones',
  ...shardedSettings,
  ...shardedSettings.flatMap((name) => shardings.map((by) => `${name}.${by}` as const)),
  ...shardFields.map((field) => `shard.${field}` as const),
  ...storeSettings,
  ...receiveFields.map((field) => `receive.${field}` as const),
  ...queryFields.map((field) => `query.${field}` as const),
  ...queryFrontendFields.map((field) => `queryFrontend.${field}` as const),
  'query.remote',
  'query.grpcFrom',
  'tracing',
  'requestLogging',
  'requestLogging.queries',
  ...monitoringFields.map((field) => `monitoring.${field}` as const),
  ...prometheusFields.map((field) => `prometheus.${field}` as const),
  ...ruleFields.map((field) => `rule.${field}` as const),
  ...verticalPodAutoscalersFields.map((field) => `verticalPodAutoscalers.${field}` as const),
]

/** The settings of `environment.yaml` that every environment has. */
const plainSettings = ['cluster', 'namespace', 'clusterDomain'] as const

/** The scheme of the HTTP addresses of components: `https` with `tls`, otherwise `http`. */
const schemeSetting = 'scheme'
export type SettingName =
  | (typeof plainSettings)[number]
  | typeof schemeSetting
  | ObjectStorageSetting
  | BackupSetting
  | RetentionSetting
  | CompactSetting
  | ExternalUrlSetting
  | ExternalHostSetting
  | AccessSetting
  | GrafanaSetting
  | TlsSetting
  | ShardSetting
  | `${ShardedSetting}.count`
  | StoreSetting
  | ReceiveSetting
  | QuerySetting
  | TracingSetting
  | RuleSetting
  | MonitoringSetting
  | PrometheusSetting
  | VerticalPodAutoscalersSetting

/** The ports of addresses. */
const portNames = ['objectStorage.port', 'backup.port', 'access.port', 'tracing.port'] as const

/** The settings that are numbers. */
const numberNames = [...portNames, 'zones', ...autoscalingNumbers] as const

/** What `forEachOf` repeats an element with. */
const eachFields = ['name', 'address', 'serverName', 'zone'] as const

/** The settings of `environment.yaml` that base objects may use. */
export const settingNames: readonly string[] = [
  ...plainSettings,
  schemeSetting,
  ...objectStorageFields.map((field) => `objectStorage.${field}`),
  ...objectStorageFields.map((field) => `backup.${field}`),
  ...resolutions.map((resolution) => `retention.${resolution}`),
  ...compactSettings,
  ...optionalSettings,
  ...pageNames.map((name) => `externalHosts.${name}`),
  ...shardedSettings.map((name) => `${name}.count`),
  ...tlsFields.map((field) => `tls.${field}`),
  ...grafanaFields.map((field) => `grafana.${field}`),
  ...alertingFields.map((field) => `alerting.${field}`),
  ...tracingFields.map((field) => `tracing.${field}`),
  ...portNames,
  ...remoteQueryFields.map((field) => `remoteQueries.${field}`),
  ...eachFields.map((field) => `each.${field}`),
]

// Private-use characters, which no other string contains.
const open = '\uE000'
const close = '\uE001'
const references = /\uE000([^\uE001]*)\uE001/g

/**
 * A reference to a setting, instead of its value: base objects stay plain literals, and a render replaces the reference. It
 * can be a part of a longer string: `` `http://thanos-query.${setting('namespace')}.svc` ``.
 */
export const setting = (name: SettingName): string => reference(name)

function reference(name: string): string {
  marks.references.add(name)
  return `${open}${name}${close}`
}

/** A reference to the port of a bucket outside of the cluster: of `objectStorage.endpoint`, or 443. It becomes a number. */
export const bucketPort = (): number => numberOf('objectStorage.port')

/** A reference to the port of a second bucket outside of the cluster: of `backup.endpoint`, or 443. It becomes a number. */
export const backupPort = (): number => numberOf('backup.port')

/** A reference to the port of `access.issuer`, or 443. It becomes a number. */
export const issuerPort = (): number => numberOf('access.port')

/** A reference to the port of `tracing.endpoint`. It becomes a number. Mark the value with onlyWith('tracing', …). */
export const tracingPort = (): number => numberOf('tracing.port')

/** A reference to a number of an autoscaler. It becomes a number. Mark the object with onlyWith and the setting. */
export const autoscalingNumber = (name: (typeof autoscalingNumbers)[number]): number => numberOf(name)

/** A reference to the number of zones. It becomes a number. Mark the value with onlyWith('zones', …). */
export const zones = (): number => numberOf('zones')

/** The settings for which `trueWith` stands. */
const switches = ['tls', 'store.group', 'objectStorage.insecure', 'backup.insecure'] as const

/** A reference to the value `true`, which `onlyWith('tls', …)` cannot mark itself. Mark it with the same setting. */
export const trueWith = (name: (typeof switches)[number]): string => reference(name)

/** The setting of a reference of `trueWith`; undefined for every other string. */
export function trueReference(text: string): string | undefined {
  const reference = wholeReference(text)
  return switches.find((name) => name === reference)
}

/** The reference that a string consists of; undefined for a string with other characters, or with several references. */
export const wholeReference = (text: string): string | undefined =>
  text.startsWith(open) && text.indexOf(close) === text.length - close.length
    ? text.slice(open.length, -close.length)
    : undefined

const numberOf = (name: (typeof numberNames)[number]): number => reference(name) as unknown as number

/** The setting that a string stands for as a whole if its value is a number; undefined for every other string. */
export function numberReference(text: string): (typeof numberNames)[number] | undefined {
  const reference = wholeReference(text)
  return numberNames.find((name) => name === reference)
}

/** The name of a reference in which names of objects are those of one shard, or those without shards: `suffix` is then empty. */
export const withShardSuffix = (reference: string, suffix: string): string =>
  reference.replaceAll('{shard.suffix}', suffix)

/** A reference by its name, for a part of a string. */
export const referenceTo = (name: string): string => `${open}${name}${close}`

/** The mappings of `environment.yaml` whose values can be numbers, lists and mappings. */
const valueGroups = [
  'alerting',
  'receive',
  'rule',
  'remoteQueries',
  'monitoring',
  'prometheus',
  'verticalPodAutoscalers',
] as const
export type ValueGroup = (typeof valueGroups)[number]

/** A field of `alerting`, by its path. */
export type AlertingSetting = `alerting.${AlertingField}`

/** A setting that need not be a string. */
export type ValueSetting =
  | AlertingSetting
  | ReceiveSetting
  | RuleSetting
  | MonitoringSetting
  | PrometheusSetting
  | VerticalPodAutoscalersSetting
  | `remoteQueries.${RemoteQueryField}`

/**
 * A reference to a setting that is a list, a mapping, a number or a string, instead of its value. As an element of a list, it stands
 * for all elements of the setting. Without the setting and a default, the field or the element does not exist.
 */
export const settingValue = <T>(name: ValueSetting, byDefault?: T): T =>
  reference(byDefault === undefined ? name : `${name}=${JSON.stringify(byDefault)}`) as T

// A reference in a template is inside another reference.
const innerOpen = '\uE004'
const innerClose = '\uE005'

/**
 * Stands for one element of a list for each entry of a setting that is a list of mappings. In the element, `ofEach` refers to the
 * fields of the entry; a field of the element that consists of a field that the entry lacks does not exist.
 */
export const forEachOf = <T extends object>(name: ValueSetting, template: T): T =>
  reference(
    `${name}*${JSON.stringify(template).replaceAll(open, innerOpen).replaceAll(close, innerClose)}`,
  ) as unknown as T

/** A field of the entry that an element of `forEachOf` is for. */
export const ofEach = (field: (typeof eachFields)[number]): string => reference(`each.${field}`)

/** A reference of `settingValue` or `forEachOf`. */
export interface ValueReference {
  readonly name: ValueSetting
  readonly group: ValueGroup
  /** The name without the group. */
  readonly field: string
  readonly byDefault?: unknown
  /** The element for each entry, with its references. */
  readonly template?: unknown
}

/** The setting that a string stands for as a whole; undefined for every other string. */
export function valueReference(text: string): ValueReference | undefined {
  const content = wholeReference(text)
  if (content === undefined) return undefined
  const group = groupOfSetting(content)
  if (group === undefined) return undefined
  const name = settingNameOf(content) as ValueSetting
  const rest = content.slice(name.length + 1)
  const parse = (): unknown => JSON.parse(rest.replaceAll(innerOpen, open).replaceAll(innerClose, close))
  return {
    name,
    group,
    field: name.slice(group.length + 1),
    ...(content[name.length] === '=' ? { byDefault: parse() } : {}),
    ...(content[name.length] === '*' ? { template: parse() } : {}),
  }
}

function groupOfSetting(name: string): ValueGroup | undefined {
  const prefix = name.slice(0, Math.max(0, name.indexOf('.')))
  return valueGroups.find((group) => group === prefix)
}

/** The name of the setting of a reference, without a default and a template. */
export const settingNameOf = (reference: string): string =>
  groupOfSetting(reference) === undefined ? reference : reference.replace(/[=*].*$/s, '')

const hashPrefix = 'hash:'

/**
 * A reference to the content hash of a ConfigMap's data, for a pod annotation. A pod that does not reload its configuration
 * restarts when the hash changes. A render computes it after all patches.
 */
export const contentHash = (configMap: { metadata: { name: string } }): string =>
  reference(hashPrefix + nested(configMap.metadata.name))

/** A name in a reference: `thanos-store{shard.suffix}`. */
const nested = (name: string): string => name.replaceAll(references, '{$1}')

/** The name of the ConfigMap whose hash a reference stands for; undefined for other references. */
export const hashedConfigMap = (reference: string): string | undefined =>
  reference.startsWith(hashPrefix) ? reference.slice(hashPrefix.length) : undefined

const replicasPrefix = 'replicas:'

/**
 * A reference to the number of replicas of a workload, for an alert about missing ones. A render reads the number after all
 * patches; it is 1 for a workload without `replicas`, which an autoscaler scales.
 */
export const replicasOf = (kind: 'Deployment' | 'StatefulSet', name: string): string =>
  reference(`${replicasPrefix}${kind}/${nested(name)}`)

/** The workload whose replicas a reference stands for, as `Kind/name`; undefined for other references. */
export const countedWorkload = (reference: string): string | undefined =>
  reference.startsWith(replicasPrefix) ? reference.slice(replicasPrefix.length) : undefined

/** Whether the renderer computes the value of a reference. Other references are settings. */
export const isComputed = (reference: string): boolean =>
  hashedConfigMap(reference) !== undefined || countedWorkload(reference) !== undefined

export const hasContentHash = (text: string): boolean => text.includes(open + hashPrefix)

export const hasReplicaCount = (text: string): boolean => text.includes(open + replicasPrefix)

export const hasReference = (text: string): boolean => text.includes(open)

/** The references of a string: names of settings, and content hashes. */
export const referencesIn = (text: string): readonly string[] =>
  hasReference(text) ? Array.from(text.matchAll(references), ([, reference]) => reference!) : []

/** Replaces every reference for which `resolve` has a value. Others stay as they are. */
export const replaceReferences = (text: string, resolve: (reference: string) => string | undefined): string =>
  text.replaceAll(references, (whole, reference: string) => resolve(reference) ?? whole)
