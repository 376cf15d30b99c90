import {
  type BucketSettings,
  defaultGrafana,
  defaultMonitoring,
  defaultReceive,
  type Environment,
  hasReference,
  hostOfUrl,
  inKeyOrder,
  isComputed,
  isObject,
  type KubernetesObject,
  numberReference,
  portOfBucket,
  referencesIn,
  replaceReferences,
  type SettingValues,
  setField,
  trueReference,
  type ValueGroup,
  type ValueReference,
  valueReference,
  wholeReference,
} from '@thanos-gitops/manifest'
import { defaultRetention } from '../environment/default-retention.ts'
import { shardSettings } from './shards.ts'

/** How references are resolved. */
interface Resolver {
  /** The value of a reference in a string; undefined if the reference stays. */
  readonly text: (reference: string) => string | undefined
  /** The value of a reference of `settingValue`; undefined if it does not exist. Default: it is resolved as a string. */
  readonly value?: (reference: ValueReference) => unknown
  /** The mappings and lists that contain a reference. Default: each is searched. */
  readonly referring?: ReadonlySet<object>
}

/** A copy with values instead of references. Parts without references are shared with the original. */
export function resolveReferences<T>(
  value: T,
  text: Resolver['text'],
  ofValue?: Resolver['value'],
  referring?: ReadonlySet<object>,
): T {
  return resolved(value, {
    text,
    ...(ofValue === undefined ? {} : { value: ofValue }),
    ...(referring === undefined ? {} : { referring }),
  }) as T
}

/**
 * A copy with the environment's settings instead of references.
 *
 * @param onMissing called for each setting that the environment does not have: another object storage has it
 * @param referring the mappings and lists of the object that contain a reference, if they are known
 */
export function withSettings(
  object: KubernetesObject,
  environment: Environment,
  onMissing?: (setting: string) => void,
  referring?: ReadonlySet<object>,
): KubernetesObject {
  if (referring?.size === 0) return object
  const settings = settingsOf(environment)
  const resolveText = (reference: string): string | undefined => {
    const value = settings[reference]
    if (value === undefined && !isComputed(reference)) onMissing?.(reference)
    return value
  }
  const resolveValue = (reference: ValueReference): unknown => {
    const value = settingValueIn(environment, reference)
    return reference.template === undefined ? value : resolveReferences(value, resolveText, resolveValue)
  }
  return resolveReferences(object, resolveText, resolveValue, referring)
}

const bucketPortOf = (
  name: 'backup.port' | 'objectStorage.port',
  settings: BucketSettings,
): Readonly<Record<string, string>> => {
  const port = portOfBucket(settings)
  return port === undefined ? {} : { [name]: port }
}

const issuerPortOf = (access: Environment['access']): Readonly<Record<string, string>> =>
  access === undefined ? {} : { 'access.port': /^https:\/\/[^/]*:(\d+)/.exec(access.values.issuer ?? '')?.[1] ?? '443' }

/** The values of the settings that are strings, by their names. An environment has the same for all its objects. */
export const settingsOf = (environment: Environment): Readonly<Record<string, string>> => {
  let settings = known.get(environment)
  if (settings === undefined) {
    settings = readSettings(environment)
    known.set(environment, settings)
  }
  return settings
}

const known = new WeakMap<Environment, Readonly<Record<string, string>>>()

const readSettings = (environment: Environment): Readonly<Record<string, string>> => {
  const {
    cluster,
    namespace,
    clusterDomain,
    objectStorageSettings,
    backup,
    externalUrls = {},
    access,
    grafana = defaultGrafana,
    tls,
    zones,
    store,
    query = {},
    queryFrontend = {},
    tracing,
    compact = {},
  } = environment
  const retention = environment.retention ?? defaultRetention(environment.objectStorage)
  return {
    cluster,
    namespace,
    clusterDomain,
    scheme: tls === undefined ? 'http' : 'https',
    ...withPrefix('objectStorage', objectStorageSettings),
    ...bucketPortOf('objectStorage.port', objectStorageSettings),
    ...withPrefix('backup', backup?.settings ?? {}),
    ...bucketPortOf('backup.port', backup?.settings ?? {}),
    ...withPrefix('retention', retention),
    'compact.concurrency': String(compact.concurrency ?? 1),
    'compact.downsampleConcurrency': String(compact.downsampleConcurrency ?? 1),
    ...withPrefix('externalUrls', externalUrls),
    ...withPrefix('externalHosts', hostsOf(externalUrls)),
    ...withPrefix('access', access?.values ?? {}),
    ...issuerPortOf(access),
    ...withPrefix('grafana', grafana.values),
    ...(zones === undefined ? {} : { zones: String(zones) }),
    ...(tls === undefined ? {} : { tls: 'true' }),
    ...withPrefix('tls', tls?.values ?? {}),
    ...withPrefix('store.limits', store?.limits ?? {}),
    ...(store?.isGroup ? { 'store.group': 'true' } : {}),
    ...shardSettings(environment),
    ...textsOf('receive', environment.receive ?? defaultReceive),
    ...textsOf('monitoring', environment.monitoring ?? defaultMonitoring),
    ...withPrefix('query', query),
    ...withPrefix('queryFrontend', queryFrontend),
    ...tracingSettings(tracing),
  }
}

const tracingSettings = (tracing: Environment['tracing']): Readonly<Record<string, string>> =>
  tracing === undefined
    ? {}
    : { ...withPrefix('tracing', tracing.values), 'tracing.port': tracing.values.address.replace(/^.*:/, '') }

const hostsOf = (urls: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(urls).map(([name, url]) => [name, hostOfUrl(url)]))

const withPrefix = (prefix: string, fields: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [`${prefix}.${key}`, value]))

/** The mapping of `environment.yaml` with the values of a group, with the defaults of the group. */
export const settingGroup = (environment: Environment, group: ValueGroup): SettingValues<string> | undefined =>
  group === 'receive'
    ? (environment.receive ?? defaultReceive)
    : group === 'monitoring'
      ? (environment.monitoring ?? defaultMonitoring)
      : environment[group]

/** The value of a setting that need not be a string, or its default in the base. */
export function settingValueIn(
  environment: Environment,
  { group, field, byDefault, template }: Omit<ValueReference, 'name'>,
): unknown {
  const value = withDefault(settingGroup(environment, group)?.values[field], byDefault)
  return template === undefined || !Array.isArray(value) ? value : value.map((entry) => elementOf(template, entry))
}

/** A mapping has the fields of its default, too. */
const withDefault = (value: unknown, byDefault: unknown): unknown =>
  isObject(value) && isObject(byDefault) ? inKeyOrder({ ...byDefault, ...value }) : (value ?? byDefault)

/** The element of `forEachOf` for one entry. */
const elementOf = (template: unknown, entry: unknown): unknown =>
  withoutAbsent(
    resolveReferences(template, (reference) =>
      reference.startsWith('each.') ? (entry as Readonly<Record<string, string>>)[reference.slice(5)] : undefined,
    ),
  )

/** Without fields that consist of a field that the entry lacks. */
const withoutAbsent = (element: unknown): unknown =>
  isObject(element)
    ? Object.fromEntries(Object.entries(element).filter(([, value]) => typeof value !== 'string' || !isOfEach(value)))
    : element

const isOfEach = (value: string): boolean => {
  const [reference] = referencesIn(value)
  return reference?.startsWith('each.') ?? false
}

/** The values of a group that are strings and numbers, as strings. */
const textsOf = (group: ValueGroup, { values }: SettingValues<string>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([field, value]) =>
      typeof value === 'string' || typeof value === 'number' ? [[`${group}.${field}`, String(value)]] : [],
    ),
  )

function resolved(value: unknown, resolver: Resolver): unknown {
  if (typeof value === 'string') return hasReference(value) ? resolvedString(value, resolver) : value
  if (typeof value !== 'object' || value === null) return value
  if (resolver.referring !== undefined && !resolver.referring.has(value)) return value
  return Array.isArray(value) ? resolvedList(value, resolver) : resolvedFields(value as Fields, resolver)
}

type Fields = Readonly<Record<string, unknown>>

function resolvedFields(fields: Fields, resolver: Resolver): Fields {
  let copy: Record<string, unknown> | undefined
  for (const key of Object.keys(fields)) {
    const field = fields[key]
    const found = resolved(field, resolver)
    if (found === field) continue
    copy ??= { ...fields }
    if (found === undefined) delete copy[key]
    else setField(copy, key, found)
  }
  return copy ?? fields
}

/** A reference to a list becomes the elements of that list. */
function resolvedList(list: readonly unknown[], resolver: Resolver): readonly unknown[] {
  let copy: unknown[] | undefined
  for (let index = 0; index < list.length; index++) {
    const element = list[index]
    const found = resolved(element, resolver)
    if (found !== element) copy ??= list.slice(0, index)
    if (copy === undefined || found === undefined) continue
    if (typeof element === 'string' && Array.isArray(found)) copy.push(...(found as readonly unknown[]))
    else copy.push(found)
  }
  return copy ?? list
}

function resolvedString(text: string, resolver: Resolver): unknown {
  const whole = wholeReference(text)
  if (whole === undefined) return replaceReferences(text, resolver.text)
  const number = numberReference(text)
  if (number !== undefined) return Number(resolver.text(number) ?? NaN)
  const condition = trueReference(text)
  if (condition !== undefined) return resolver.text(condition) === 'true'
  const reference = resolver.value === undefined ? undefined : valueReference(text)
  return reference === undefined ? (resolver.text(whole) ?? text) : resolver.value?.(reference)
}
