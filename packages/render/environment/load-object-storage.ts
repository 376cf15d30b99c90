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

/** The fields of a provider. A field without a default is required, unless it may be absent. */
type ProviderFields = Readonly<Partial<Record<ObjectStorageField, ProviderField>>>

export interface ProviderField {
  readonly default?: string
  readonly isOptional?: true
}

const required = {}
const prefix = { prefix: { isOptional: true } } as const
const bucket = { bucket: required, ...prefix, endpoint: required, region: { default: '' } }

/** The fields of each provider. */
export const objectStorageProviders: Readonly<Record<Provider, ProviderFields>> = {
  rook: prefix,
  seaweedfs: prefix,
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

// Thanos removes slashes at both ends, and ignores a prefix of slashes alone: two spellings would be one folder.
const folder: StringFormat = {
  pattern: /^[A-Za-z0-9_][\w.-]*(\/[A-Za-z0-9_][\w.-]*)*$/,
  description:
    'a folder of the bucket (letters, digits, _ . - and / between folders, no / at the beginning or the end)',
  example: 'eu-1',
  remedy: (value) => {
    const trimmed = String(value)
      .replace(/^\/+|\/+$/g, '')
      .replaceAll(/\/{2,}/g, '/')
    return folder.pattern.test(trimmed) ? `Write prefix: ${trimmed}` : undefined
  },
}

export const objectStorageFormats: Readonly<Record<ObjectStorageField, StringFormat>> = {
  bucket: {
    pattern: /^(?!.*(?:\.\.|\.-|-\.))[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    description: 'a bucket name (3 to 63 lower-case letters, digits, . and -, no . next to . or -)',
    example: 'thanos-blocks',
  },
  prefix: folder,
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
    if (storage.value(key) === undefined && field.default === undefined && field.isOptional !== true)
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
