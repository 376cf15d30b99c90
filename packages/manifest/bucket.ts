// `objectStorage` and `backup` of an environment: a bucket, who provides it or its credentials, and its cloud.

/**
 * The providers of object storage: Rook's ObjectBucketClaim; an S3 server inside a local cluster; any bucket, with keys from an
 * existing Secret, from external-secrets, from sealed-secrets, or without keys by the identity of the pods.
 */
export const objectStorages = [
  'rook',
  'seaweedfs',
  'existing-secret',
  'external-secret',
  'sealed-secret',
  'workload-identity',
] as const
export type ObjectStorageProvider = (typeof objectStorages)[number]

/** The providers of the second bucket. A SeaweedFS next to the first one would be lost with it. */
export const backupProviders = [
  'rook',
  'existing-secret',
  'external-secret',
  'sealed-secret',
  'workload-identity',
] as const satisfies readonly ObjectStorageProvider[]
export type BackupProvider = (typeof backupProviders)[number]

/** The APIs of buckets: of AWS and many others, of Google Cloud Storage, of Azure Blob Storage. */
export const bucketTypes = ['s3', 'gcs', 'azure'] as const
export type BucketType = (typeof bucketTypes)[number]

/** The fields that `objectStorage` can have in addition to `provider`. */
export const objectStorageFields = [
  'type',
  'bucket',
  'prefix',
  'endpoint',
  'region',
  'bucketLookup',
  'insecure',
  'ca',
  'sse',
  'kmsKeyId',
  'storageAccount',
  'credential',
  'secret',
  'secretStore',
  'secretStoreKind',
  'secretKey',
  'sealedAccessKeyId',
  'sealedSecretAccessKey',
  'sealedCredential',
  'sealedEncryptionKey',
  'roleArn',
  'identity',
  'googleServiceAccount',
  'clientId',
  'tenantId',
] as const
export type ObjectStorageField = (typeof objectStorageFields)[number]

/** The fields of a bucket, with defaults. `type` is absent for S3. */
export type BucketSettings = Readonly<Partial<Record<ObjectStorageField, string>>>

/** `backup` of an environment: the bucket to which thanos-bucket-replicate copies the blocks. */
export interface Backup {
  readonly provider: BackupProvider
  /** Its fields, with defaults. Those of an identity are set if the pods have one, whatever the provider is. */
  readonly settings: BucketSettings
}

/** The identities of pods by a role of AWS: by a token of the service account, or by the agent of EKS. */
export const awsIdentities = ['irsa', 'eks-pod-identity'] as const

/** The credentials of a storage account of Azure. */
export const azureCredentials = ['account-key', 'connection-string'] as const

/** What `onlyWith` accepts for a bucket: a field that it has, or what follows from several fields. */
export const bucketConditions = [
  'prefix',
  'bucketLookup',
  'insecure',
  'ca',
  'sse',
  'kmsKeyId',
  'roleArn',
  'googleServiceAccount',
  'clientId',
  'tenantId',
  's3Keys',
  's3Identity',
  'gcs',
  'gcsKeys',
  'gcsIdentity',
  'azure',
  'accountKey',
  'connectionString',
  'encryptionKey',
  'podIdentity',
] as const
export type BucketCondition = (typeof bucketConditions)[number]

/** The conditions that a bucket meets. */
export function conditionsOfBucket(provider: ObjectStorageProvider, settings: BucketSettings): BucketCondition[] {
  const met = bucketConditions.filter((name) => settings[name as ObjectStorageField] !== undefined)
  const { type = 's3', credential, sse, identity } = settings
  const isExternal = provider !== 'rook' && provider !== 'seaweedfs' && settings.bucket !== undefined
  if (!isExternal) return met
  if (sse === 'SSE-C') met.push('encryptionKey')
  if (identity === 'eks-pod-identity') met.push('podIdentity')
  const hasKeys = provider !== 'workload-identity'
  if (type === 's3') return [...met, hasKeys ? 's3Keys' : 's3Identity']
  if (type === 'gcs') return [...met, 'gcs', hasKeys ? 'gcsKeys' : 'gcsIdentity']
  if (!hasKeys) return [...met, 'azure']
  return [...met, 'azure', credential === 'connection-string' ? 'connectionString' : 'accountKey']
}

/** The keys of the Secret that the pods read; none if they have an identity. */
export function keysOfBucket(provider: ObjectStorageProvider, settings: BucketSettings): readonly string[] {
  if (provider === 'workload-identity' || provider === 'seaweedfs') return []
  const { type = 's3', credential, sse } = settings
  if (type === 'gcs') return ['service-account.json']
  if (type === 'azure')
    return [credential === 'connection-string' ? 'AZURE_STORAGE_CONNECTION_STRING' : 'AZURE_STORAGE_KEY']
  return ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', ...(sse === 'SSE-C' ? ['ENCRYPTION_KEY'] : [])]
}

/** The port of a bucket outside of the cluster, whose endpoint is that of its cloud if it has none. */
export const portOfBucket = ({ bucket, endpoint = '', insecure }: BucketSettings): string | undefined =>
  bucket === undefined ? undefined : (/:(\d+)$/.exec(endpoint)?.[1] ?? (insecure === undefined ? '443' : '80'))
