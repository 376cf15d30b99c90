import {
  didYouMean,
  isObject,
  MappingReader,
  type ObjectStorageField,
  objectStorageFields,
  type StringFormat,
  shownValue,
} from '@thanos-gitops/manifest'

/** The fields of a provider. A field without a default is required, unless it may be absent. */
export type ProviderFields = Readonly<Partial<Record<ObjectStorageField, ProviderField>>>

export interface ProviderField {
  readonly default?: string
  readonly isOptional?: true
}

export type BucketFormats = Readonly<Record<ObjectStorageField, StringFormat>>

/** A setting that names a bucket: `objectStorage` or `backup`. */
interface BucketSetting<Key extends string, Provider extends string> {
  readonly key: Key
  /** In messages, before the word provider. */
  readonly subject: string
  /** The providers of the base. */
  readonly providers: readonly Provider[]
  readonly fieldsOf: Readonly<Record<Provider, ProviderFields>>
  readonly formats: BucketFormats
}

interface Bucket<Provider> {
  readonly provider: Provider
  readonly settings: Readonly<Partial<Record<ObjectStorageField, string>>>
}

type BucketReader = MappingReader<ObjectStorageField | 'provider'>

/**
 * Reads the name of a provider, or a mapping of `provider` and the fields of this provider. Undefined if the setting is absent or
 * names no provider. The result is valid only where `fields.isValid` is.
 */
export function readBucket<Key extends string, Provider extends string>(
  fields: MappingReader<Key>,
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
  reportUnknownFields(bucket, provider, setting.fieldsOf[provider])
  return { provider, settings: readFields(bucket, provider, setting) }
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

function reportUnknownFields(bucket: BucketReader, provider: string, fields: ProviderFields): void {
  const known: readonly (ObjectStorageField | 'provider')[] = [
    'provider',
    ...(Object.keys(fields) as ObjectStorageField[]),
  ]
  for (const field of objectStorageFields)
    if (bucket.has(field) && !known.includes(field))
      bucket.keyProblem(
        field,
        `${provider} has no field ${field}.`,
        didYouMean(field, known) ??
          (known.length > 1 ? `Its fields: ${known.slice(1).join(', ')}.` : 'It has no fields: remove the line.'),
      )
  bucket.reportUnknownKeys([...known, ...objectStorageFields])
}

function readFields<Provider extends string>(
  bucket: BucketReader,
  provider: Provider,
  { fieldsOf, formats }: BucketSetting<string, Provider>,
): Bucket<Provider>['settings'] {
  const settings: Partial<Record<ObjectStorageField, string>> = {}
  for (const [name, field] of Object.entries<ProviderField>(fieldsOf[provider])) {
    const key = name as ObjectStorageField
    if (bucket.value(key) === undefined && field.default === undefined && field.isOptional !== true)
      bucket.problem([], `${provider} needs ${key}.`, `Add ${key}, for example ${key}: ${formats[key].example}`)
    const value = bucket.string(key, formats[key]) ?? field.default
    if (value !== undefined) settings[key] = value.replaceAll('\n', '')
  }
  if (provider === 'workload-identity') settings.endpoint ||= `s3.${settings.region}.amazonaws.com`
  return settings
}
