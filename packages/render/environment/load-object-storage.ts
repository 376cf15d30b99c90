import {
  type Base,
  type Environment,
  hostAndPort,
  type MappingReader,
  objectStorages,
  type StringFormat,
} from '@thanos-gitops/manifest'
import { type BucketFormats, type ProviderFields, readBucket } from './load-bucket.ts'
import { objectName, sealedFor, secretEntry, secretStore, secretStoreKind } from './secret-formats.ts'

type Provider = Environment['objectStorage']

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

export const objectStorageFormats: BucketFormats = {
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

/**
 * Reads `objectStorage`: the name of a provider, or a mapping of `provider` and the fields of this provider. The result is
 * valid only where `fields.isValid` is.
 */
export function readObjectStorage(fields: MappingReader<'objectStorage'>, base: Base): ObjectStorage {
  const providers = objectStorages.filter((provider) => base.objectStorage[provider] !== undefined)
  if (fields.value('objectStorage') === undefined) fields.missing('objectStorage', `objectStorage: ${providers[0]}`)
  const bucket = readBucket(fields, {
    key: 'objectStorage',
    subject: 'object storage',
    providers,
    fieldsOf: objectStorageProviders,
    formats: objectStorageFormats,
  })
  return { objectStorage: bucket?.provider ?? 'rook', objectStorageSettings: bucket?.settings ?? {} }
}
