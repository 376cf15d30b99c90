import {
  awsIdentities,
  azureCredentials,
  type BucketType,
  bucketTypes,
  hostAndPort,
  type ObjectStorageField,
  type StringFormat,
} from '@thanos-gitops/manifest'
import { objectName, sealedFor, secretEntry, secretStore, secretStoreKind } from './secret-formats.ts'

export type BucketFormats = Readonly<Record<ObjectStorageField, StringFormat>>

/** What a bucket, its ConfigMap and its Secret are called. */
interface BucketNames {
  /** The name of the Secret with the keys. */
  readonly secret: string
  readonly secretKey: string
  readonly bucket: string
  readonly endpoint: string
}

const oneOf = (choices: readonly string[]): StringFormat => ({
  pattern: new RegExp(`^(${choices.join('|')})$`),
  description: choices.length === 1 ? choices[0]! : `one of ${choices.join(', ')}`,
  example: choices.at(-1)!,
})

const uuid: StringFormat = {
  pattern: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  description: 'an ID such as 6a1f8c9e-2b7d-4c0a-9d3e-5f4b8a7c6d21',
  example: '6a1f8c9e-2b7d-4c0a-9d3e-5f4b8a7c6d21',
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

/** The formats of the fields of a bucket. */
export function bucketFormats(names: BucketNames, insecure: (host: string) => string): BucketFormats {
  const sealed = sealedFor(names.secret)
  return {
    type: oneOf(bucketTypes),
    bucket: {
      pattern: /^(?!.*(?:\.\.|\.-|-\.))[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
      description: 'a bucket name (3 to 63 lower-case letters, digits, . and -, no . next to . or -)',
      example: names.bucket,
    },
    prefix: folder,
    endpoint: {
      ...hostAndPort,
      example: names.endpoint,
      remedy: (value) => (/^http:\/\/./.test(String(value)) ? insecure(String(value).slice(7)) : undefined),
    },
    region: { pattern: /^[\w-]+$/, description: 'the name of a region', example: 'eu-central-1' },
    bucketLookup: oneOf(['auto', 'virtual-hosted', 'path']),
    insecure: oneOf(['true']),
    ca: {
      pattern: /^\s*(-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*)+$/,
      description: 'certificates in PEM format, and nothing else',
      example: '|, with the lines of the certificate below it',
      isSecret: true,
    },
    sse: oneOf(['SSE-C', 'SSE-KMS', 'SSE-S3']),
    kmsKeyId: {
      pattern: /^[\w:/+=,.@-]+$/,
      description: 'the ID, the ARN or the alias of a key',
      example: 'arn:aws:kms:eu-central-1:123456789012:key/6a1f8c9e-2b7d-4c0a-9d3e-5f4b8a7c6d21',
    },
    storageAccount: {
      pattern: /^[a-z0-9]{3,24}$/,
      description: 'the name of a storage account (3 to 24 lower-case letters and digits)',
      example: 'thanosblocks',
    },
    credential: oneOf(azureCredentials),
    secret: { ...objectName, example: names.secret },
    secretStore,
    secretStoreKind,
    secretKey: { ...secretEntry, example: names.secretKey },
    sealedAccessKeyId: sealed,
    sealedSecretAccessKey: sealed,
    sealedCredential: sealed,
    sealedEncryptionKey: sealed,
    roleArn: {
      pattern: /^arn:aws[\w-]*:iam::\d{12}:role\/\S+$/,
      description: 'the ARN of an IAM role',
      example: 'arn:aws:iam::123456789012:role/thanos',
    },
    identity: oneOf(awsIdentities),
    googleServiceAccount: {
      pattern: /^[a-z0-9-]+@[a-z0-9.:-]+\.iam\.gserviceaccount\.com$/,
      description: 'the address of a service account of Google Cloud',
      example: 'thanos@my-project.iam.gserviceaccount.com',
    },
    clientId: { ...uuid, description: `the client ID of a managed identity: ${uuid.description}` },
    tenantId: { ...uuid, description: `the ID of a tenant: ${uuid.description}` },
  }
}

/** The formats of one type of bucket: each cloud has rules of its own for names. */
export function formatsOfType(formats: BucketFormats, type: BucketType): BucketFormats {
  const { bucket, endpoint } = formats
  if (type === 'gcs')
    return {
      ...formats,
      bucket: {
        ...bucket,
        pattern: /^(?!goog)(?!.*(?:\.\.|\.-|-\.))[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/,
        description: 'a bucket name (lower-case letters, digits, . _ and -, no . next to . or -)',
      },
    }
  if (type === 'azure')
    return {
      ...formats,
      bucket: {
        ...bucket,
        pattern: /^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
        description: 'the name of a container (3 to 63 lower-case letters, digits and single -)',
      },
      endpoint: {
        ...endpoint,
        description: 'the host of the cloud without the storage account and without https://',
        example: 'blob.core.windows.net',
        remedy: () => undefined,
      },
    }
  return formats
}
