/**
 * Where blocks go, and who holds the keys: Rook's ObjectBucketClaim; an S3 server inside a laptop cluster; a bucket anywhere, with
 * keys from a Secret that is there, from external-secrets, from sealed-secrets, or without keys by the pods' own identity.
 */
export const objectStorages = [
  'rook',
  'seaweedfs',
  'existing-secret',
  'external-secret',
  'sealed-secret',
  'workload-identity',
] as const

/** What `objectStorage` may say beside `provider`. */
export const objectStorageFields = [
  'bucket',
  'endpoint',
  'region',
  'secret',
  'secretStore',
  'secretStoreKind',
  'secretKey',
  'sealedAccessKeyId',
  'sealedSecretAccessKey',
  'roleArn',
] as const
export type ObjectStorageField = (typeof objectStorageFields)[number]
export const deliveries = ['argo-cd', 'flux', 'both'] as const

/** kustomize's image override. `name` is the image as the base names it, without tag. */
export interface ImageOverride {
  readonly name: string
  readonly newName?: string
  readonly newTag?: string
  readonly digest?: string
}

/** `environments/<name>/environment.yaml`, parsed and with its defaults filled in. */
export interface Environment {
  /** The folder's name. */
  readonly name: string
  /** External label `cluster` of every series that this environment writes. */
  readonly cluster: string
  /** Minor version, such as `1.36`. */
  readonly kubernetesVersion: string
  readonly namespace: string
  readonly clusterDomain: string
  readonly delivery: (typeof deliveries)[number]
  readonly objectStorage: (typeof objectStorages)[number]
  /** The fields that its `objectStorage` has, with their defaults; none for `rook` and `seaweedfs`. */
  readonly objectStorageSettings: Readonly<Partial<Record<ObjectStorageField, string>>>
  /** The optional components that are on. */
  readonly components: readonly string[]
  readonly images: readonly ImageOverride[]
}
