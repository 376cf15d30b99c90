import {
  type Base,
  didYouMean,
  type Environment,
  hostAndPort,
  isObject,
  MappingReader,
  type ObjectStorageField,
  objectStorageFields,
  objectStorages,
  type StringFormat,
  shownValue,
} from '@thanos-gitops/manifest'
import { objectName, sealedFor, secretEntry, secretStore, secretStoreKind } from './secret-formats.ts'

type Provider = Environment['objectStorage']

/** The fields of a provider. A field without a default is required. */
type ProviderFields = Readonly<Partial<Record<ObjectStorageField, { readonly default?: string }>>>

const required = {}
const bucket = { bucket: required, endpoint: required, region: { default: '' } }

/** The fields of each provider. */
export const objectStorageProviders: Readonly<Record<Provider, ProviderFields>> = {
  rook: {},
  seaweedfs: {},
  'existing-secret': { ...bucket, secret: { default: 'thanos-bucket' } },
  'external-secret': {
    ...bucket,
    secretStore: required,
    secretStoreKind: { default: 'ClusterSecretStore' },
    secretKey: required,
  },
  'sealed-secret': { ...bucket, sealedAccessKeyId: required, sealedSecretAccessKey: required },
  // Without an endpoint it is that of the region: see below.
  'workload-identity': { ...bucket, endpoint: { default: '' }, region: required, roleArn: required },
}

const sealed = sealedFor('thanos-bucket')
const endpoint: StringFormat = {
  ...hostAndPort,
  remedy: (value) =>
    String(value).startsWith('http://')
      ? 'Write host and port, and add `insecure: true` by a patch: add /data/objstore.yaml/config/insecure to ConfigMap/thanos-objstore.'
      : undefined,
}

export const objectStorageFormats: Readonly<Record<ObjectStorageField, StringFormat>> = {
  bucket: {
    pattern: /^(?!.*(?:\.\.|\.-|-\.))[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    description: 'a bucket name (3 to 63 lower-case letters, digits, . and -, no . next to . or -)',
    example: 'thanos-blocks',
  },
  endpoint,
  region: { pattern: /^[\w-]+$/, description: 'the name of a region', example: 'eu-central-1' },
  secret: objectName,
  secretStore,
  secretStoreKind,
  secretKey: secretEntry,
  sealedAccessKeyId: sealed,
  sealedSecretAccessKey: sealed,
  roleArn: {
    pattern: /^arn:aws[\w-]*:iam::\d{12}:role\/\S+$/,
    description: 'the ARN of an IAM role',
    example: 'arn:aws:iam::123456789012:role/thanos',
  },
}

export interface ObjectStorage {
  readonly objectStorage: Provider
  readonly objectStorageSettings: Environment['objectStorageSettings']
}

type StorageReader = MappingReader<ObjectStorageField | 'provider'>

/**
 * Reads `objectStorage`: the name of a provider, or a mapping of `provider` and the fields of this provider. The result is
 * valid only where `fields.isValid` is.
 */
export function readObjectStorage(fields: MappingReader<'objectStorage'>, base: Base): ObjectStorage {
  const providers = objectStorages.filter((provider) => base.objectStorage[provider] !== undefined)
  const value = fields.value('objectStorage')
  const context = { ...fields.context, path: [...fields.context.path, 'objectStorage'] }
  const storage: StorageReader = new MappingReader(context, isObject(value) ? value : { provider: value }, () =>
    fields.invalidate(),
  )
  if (value === undefined) fields.missing('objectStorage', `objectStorage: ${providers[0]}`)
  const provider = value === undefined ? undefined : readProvider(storage, providers)
  if (provider === undefined) return { objectStorage: 'rook', objectStorageSettings: {} }
  reportUnknownFields(storage, provider)
  return { objectStorage: provider, objectStorageSettings: readFields(storage, provider) }
}

function readProvider(storage: StorageReader, providers: readonly Provider[]): Provider | undefined {
  const value = storage.value('provider')
  const provider = providers.find((known) => known === value)
  if (provider !== undefined) return provider
  const known = `Providers: ${providers.join(', ')}.`
  if (value === undefined) storage.problem([], 'provider is missing.', known)
  else
    storage.problem(
      ['provider'],
      `The base has no object storage provider ${shownValue(value)}.`,
      didYouMean(String(value), providers) ?? known,
    )
  return undefined
}

function reportUnknownFields(storage: StorageReader, provider: Provider): void {
  const known: readonly (ObjectStorageField | 'provider')[] = [
    'provider',
    ...(Object.keys(objectStorageProviders[provider]) as ObjectStorageField[]),
  ]
  for (const field of objectStorageFields)
    if (storage.has(field) && !known.includes(field))
      storage.keyProblem(
        field,
        `${provider} has no field ${field}.`,
        didYouMean(field, known) ??
          (known.length > 1 ? `Its fields: ${known.slice(1).join(', ')}.` : 'It has no fields: remove the line.'),
      )
  storage.reportUnknownKeys([...known, ...objectStorageFields])
}

function readFields(storage: StorageReader, provider: Provider): ObjectStorage['objectStorageSettings'] {
  const settings: Partial<Record<ObjectStorageField, string>> = {}
  for (const [name, field] of Object.entries(objectStorageProviders[provider])) {
    const key = name as ObjectStorageField
    if (storage.value(key) === undefined && field.default === undefined)
      storage.problem(
        [],
        `${provider} needs ${key}.`,
        `Add ${key}, for example ${key}: ${objectStorageFormats[key].example}`,
      )
    const value = storage.string(key, objectStorageFormats[key]) ?? field.default
    if (value !== undefined) settings[key] = value.replaceAll('\n', '')
  }
  if (provider === 'workload-identity') settings.endpoint ||= `s3.${settings.region}.amazonaws.com`
  return settings
}
