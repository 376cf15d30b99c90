/** Where blocks go: Rook's ObjectBucketClaim, or an S3 server inside a laptop cluster. */
export const objectStorages = ['rook', 'seaweedfs'] as const
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
  /** The optional components that are on. */
  readonly components: readonly string[]
  readonly images: readonly ImageOverride[]
}
