import type { BucketType, ObjectStorageField, ObjectStorageProvider } from '@thanos-gitops/manifest'

/** A field without a default is required, unless it may be absent. */
export interface ProviderField {
  readonly default?: string
  readonly isOptional?: true
}

/** The fields of a provider. */
export type ProviderFields = Readonly<Partial<Record<ObjectStorageField, ProviderField>>>

/** The fields of a provider for each type of bucket that it can have. */
export type FieldsByType = Readonly<Partial<Record<BucketType, ProviderFields>>>

export const isRequired = ({ default: byDefault, isOptional }: ProviderField): boolean =>
  byDefault === undefined && isOptional !== true

const required = {}
const optional = { isOptional: true } as const

const type = { type: optional }
const prefix = { prefix: optional } as const

const s3 = {
  ...type,
  bucket: required,
  ...prefix,
  endpoint: required,
  region: { default: '' },
  bucketLookup: optional,
  insecure: optional,
  ca: optional,
  sse: optional,
  kmsKeyId: optional,
}
const gcs = { ...type, bucket: required, ...prefix }
const azure = {
  ...type,
  storageAccount: required,
  bucket: required,
  ...prefix,
  endpoint: { default: 'blob.core.windows.net' },
  ca: optional,
}
const credential = { credential: { default: 'account-key' } }

/** @param secret the name of the Secret with the keys */
export const existingSecret = (secret: string): FieldsByType => {
  const keys = { secret: { default: secret } }
  return { s3: { ...s3, ...keys }, gcs: { ...gcs, ...keys }, azure: { ...azure, ...credential, ...keys } }
}

const store = { secretStore: required, secretStoreKind: { default: 'ClusterSecretStore' }, secretKey: required }
const sealedKeys = { sealedAccessKeyId: required, sealedSecretAccessKey: required, sealedEncryptionKey: optional }
const sealedCredential = { sealedCredential: required }

/** The fields of each provider. */
export const objectStorageProviders: Readonly<Record<ObjectStorageProvider, FieldsByType>> = {
  rook: { s3: prefix },
  seaweedfs: { s3: prefix },
  'existing-secret': existingSecret('thanos-bucket'),
  'external-secret': {
    s3: { ...s3, ...store },
    gcs: { ...gcs, ...store },
    azure: { ...azure, ...credential, ...store },
  },
  'sealed-secret': {
    s3: { ...s3, ...sealedKeys },
    gcs: { ...gcs, ...sealedCredential },
    azure: { ...azure, ...credential, ...sealedCredential },
  },
  'workload-identity': {
    // Without an endpoint, it is that of the region.
    s3: { ...s3, endpoint: { default: '' }, region: required, roleArn: optional, identity: optional },
    // Without a service account of Google, the bucket has granted its permissions to those of Kubernetes.
    gcs: { ...gcs, googleServiceAccount: optional },
    azure: { ...azure, clientId: required, tenantId: optional },
  },
}
