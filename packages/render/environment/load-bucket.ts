import {
  type BucketSettings,
  type BucketType,
  bucketTypes,
  didYouMean,
  isObject,
  MappingReader,
  type ObjectStorageField,
  objectStorageFields,
  shownValue,
} from '@thanos-gitops/manifest'
import { type FieldsByType, isRequired, type ProviderField, type ProviderFields } from './bucket-fields.ts'
import { type BucketFormats, formatsOfType } from './bucket-formats.ts'
import { type BucketReader, reportContradictions } from './bucket-problems.ts'

/** A setting that names a bucket: `objectStorage` or `backup`. */
interface BucketSetting<Key extends string, Provider extends string> {
  readonly key: Key
  /** In messages, before the word provider. */
  readonly subject: string
  /** The providers of the base. */
  readonly providers: readonly Provider[]
  readonly fieldsOf: Readonly<Record<Provider, FieldsByType>>
  readonly formats: BucketFormats
  /** The name of the Secret that the environment creates, for providers with keys. */
  readonly secret: string
  /** The first bucket: a pod has one identity for both, unless the second one names its own. */
  readonly inherited?: BucketSettings
}

interface Bucket<Provider> {
  readonly provider: Provider
  readonly settings: BucketSettings
}

/**
 * Reads the name of a provider, or a mapping of `provider` and the fields of this provider. Undefined if the setting is absent or
 * names no provider. The result is valid only where `fields.isValid` is.
 */
export function readBucket<Key extends string, Provider extends string>(
  fields: MappingReader<Key | 'laptop'>,
  setting: BucketSetting<Key, Provider>,
): Bucket<Provider> | undefined {
  const value = fields.value(setting.key)
  if (value === undefined) return undefined
  const context = { ...fields.context, path: [...fields.context.path, setting.key] }
  const bucket: BucketReader = new MappingReader(context, isObject(value) ? value : { provider: value }, () =>
    fields.invalidate(),
  )
  const provider = readProvider(bucket, setting)
  if (provider === undefined) return undefined
  const byType = setting.fieldsOf[provider]
  const type = readType(bucket, provider, byType)
  if (type === undefined) return undefined
  reportUnknownFields(bucket, { provider, type, byType })
  const own = readFields(bucket, provider, type, setting)
  const settings = { ...identityOf(setting.inherited, own, provider), ...own }
  reportContradictions(bucket, provider, settings, fields.value('laptop') === true)
  return { provider, settings }
}

function readProvider<Provider extends string>(
  bucket: BucketReader,
  { subject, providers }: BucketSetting<string, Provider>,
): Provider | undefined {
  const value = bucket.value('provider')
  const provider = providers.find((known) => known === value)
  if (provider !== undefined) return provider
  const known = `Providers: ${providers.join(', ')}.`
  if (value === undefined) bucket.problem([], 'provider is missing.', known)
  else
    bucket.problem(
      ['provider'],
      `The base has no ${subject} provider ${shownValue(value)}.`,
      didYouMean(String(value), providers) ?? known,
    )
  return undefined
}

/** S3 without a type. Undefined after a problem. */
function readType(bucket: BucketReader, provider: string, byType: FieldsByType): BucketType | undefined {
  if (!bucket.has('type') || byType.s3?.type === undefined) return 's3'
  const type = bucket.oneOf('type', bucketTypes)
  if (type === undefined && bucket.value('type') === undefined)
    bucket.problem(['type'], `${provider} has a type without a value.`, `Types: ${bucketTypes.join(', ')}.`)
  return type
}

interface Chosen {
  readonly provider: string
  readonly type: BucketType
  readonly byType: FieldsByType
}

/** In messages: S3 is the default. */
const titleOf = ({ provider, type }: Pick<Chosen, 'provider' | 'type'>): string =>
  type === 's3' ? provider : `${provider} of type ${type}`

function reportUnknownFields(bucket: BucketReader, chosen: Chosen): void {
  const fields = Object.keys(chosen.byType[chosen.type] ?? {}) as ObjectStorageField[]
  const known: readonly (ObjectStorageField | 'provider')[] = ['provider', ...fields]
  for (const field of objectStorageFields)
    if (bucket.has(field) && !known.includes(field))
      bucket.keyProblem(field, `${titleOf(chosen)} has no field ${field}.`, remedyFor(field, chosen, known))
  bucket.reportUnknownKeys([...known, ...objectStorageFields])
}

/** The fields with which a pod gets keys: they are of no use to an identity. */
const isOfKeys = (field: string): boolean => /^(secret|sealed|credential$)/.test(field)
const ofIdentity: readonly string[] = ['roleArn', 'identity', 'googleServiceAccount', 'clientId', 'tenantId']

function remedyFor(field: ObjectStorageField, { provider, byType }: Chosen, known: readonly string[]): string {
  if (provider === 'workload-identity' && isOfKeys(field))
    return `A pod has an identity or keys, not both. Remove ${field}, or set another provider.`
  if (known.length > 2 && ofIdentity.includes(field))
    return `A pod has keys or an identity, not both. Remove ${field}, or set provider: workload-identity.`
  const types = bucketTypes.filter((type) => byType[type]?.[field] !== undefined)
  const spelling = didYouMean(field, known)
  if (spelling !== undefined) return spelling
  const list = known.length > 1 ? `Its fields: ${known.slice(1).join(', ')}.` : 'It has no fields: remove the line.'
  return types.length > 0 ? `${field} is a field of type ${types.join(', ')}. ${list}` : list
}

function readFields<Provider extends string>(
  bucket: BucketReader,
  provider: Provider,
  type: BucketType,
  setting: BucketSetting<string, Provider>,
): BucketSettings {
  const fields: ProviderFields = setting.fieldsOf[provider][type] ?? {}
  const formats = formatsOfType(setting.formats, type)
  const settings: Partial<Record<ObjectStorageField, string>> = {}
  for (const [name, field] of Object.entries<ProviderField>(fields)) {
    const key = name as ObjectStorageField
    if (bucket.value(key) === undefined && isRequired(field))
      bucket.problem(
        [],
        `${titleOf({ provider, type })} needs ${key}.`,
        `Add ${key}, for example ${key}: ${formats[key].example}`,
      )
    const value = readField(bucket, key, formats) ?? field.default
    if (value !== undefined) settings[key] = value
  }
  if (type === 's3') delete settings.type
  if (provider === 'workload-identity' && type === 's3') settings.endpoint ||= `s3.${settings.region}.amazonaws.com`
  if (['external-secret', 'sealed-secret'].includes(provider)) settings.secret = setting.secret
  return settings
}

/** The fields of the identity of the first bucket, for the second one. */
function identityOf(
  { roleArn, identity, googleServiceAccount, clientId, tenantId }: BucketSettings = {},
  own: BucketSettings,
  provider: string,
): BucketSettings {
  const role =
    (own.identity ?? own.roleArn) ? {} : { roleArn, ...(provider === 'workload-identity' ? { identity } : {}) }
  const inherited = { ...role, googleServiceAccount, ...(own.clientId === undefined ? { clientId, tenantId } : {}) }
  return Object.fromEntries(Object.entries(inherited).filter(([, value]) => value !== undefined))
}

function readField(bucket: BucketReader, key: ObjectStorageField, formats: BucketFormats): string | undefined {
  if (key === 'insecure') return bucket.boolean(key) ? 'true' : undefined
  const value = bucket.string(key, formats[key])
  if (key === 'ca') return value && `${value.trim()}\n`
  return value?.replaceAll('\n', '')
}
