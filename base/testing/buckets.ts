// The lines of `environment.yaml` for buckets of each cloud: that of the blocks, and that of their copies. Each combines several settings.

// What `kubeseal --raw` prints is at least as long.
const sealed = 'A'.repeat(400)
const clientId = '6a1f8c9e-2b7d-4c0a-9d3e-5f4b8a7c6d21'

/** Signed by itself; its key was deleted. */
const ca = `|
    -----BEGIN CERTIFICATE-----
    MIIBhjCCAS2gAwIBAgIUHEJE6myMjxAeksMnr0BRTkZPJTcwCgYIKoZIzj0EAwIw
    GTEXMBUGA1UEAwwOVGVzdCBhdXRob3JpdHkwHhcNMjYxMTI3MDUxMDE0WhcNMzYx
    MTI0MDUxMDE0WjAZMRcwFQYDVQQDDA5UZXN0IGF1dGhvcml0eTBZMBMGByqGSM49
    AgEGCCqGSM49AwEHA0IABNQk7dd1fwLxovNct+EofbCTKtfzKZwcJZMmKahfo2ZK
    3rBl/eOgazI/XFL9epeYyPMachXc/90yAByIS/a/f2ijUzBRMB0GA1UdDgQWBBQs
    unHMxhxyI2QiSRE7wcJQed7m3zAfBgNVHSMEGDAWgBQsunHMxhxyI2QiSRE7wcJQ
    ed7m3zAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0cAMEQCIHsliZlB14a7
    WbPW9wSgNO/EHkc/QaEVBP7r343/blBPAiBB5JilBGoCYhbf6eKBAuPxlJ8PsS3L
    BI9zeMKj6WLGyw==
    -----END CERTIFICATE-----`

export const buckets = {
  'gcs-identity': {
    objectStorage: 'workload-identity',
    settings: `objectStorage:
  provider: workload-identity
  type: gcs
  bucket: metrics_blocks
  prefix: team/eu-1
  googleServiceAccount: thanos@my-project.iam.gserviceaccount.com
`,
    backup: `backup:
  provider: workload-identity
  type: gcs
  bucket: metrics-copies
`,
  },
  'gcs-keys': {
    objectStorage: 'existing-secret',
    settings: `objectStorage:
  provider: existing-secret
  type: gcs
  bucket: metrics-blocks
  secret: google-keys
`,
    backup: `backup:
  provider: external-secret
  type: azure
  credential: connection-string
  storageAccount: metricscopies
  bucket: metrics-copies
  secretStore: vault
  secretKey: thanos/backup-keys
`,
  },
  'azure-identity': {
    objectStorage: 'workload-identity',
    settings: `objectStorage:
  provider: workload-identity
  type: azure
  storageAccount: metricsblocks
  bucket: metrics-blocks
  clientId: ${clientId}
  tenantId: ${clientId}
`,
    backup: `backup:
  provider: sealed-secret
  type: gcs
  bucket: metrics-copies
  sealedCredential: ${sealed}
`,
  },
  'azure-keys': {
    objectStorage: 'external-secret',
    settings: `objectStorage:
  provider: external-secret
  type: azure
  storageAccount: metricsblocks
  bucket: metrics-blocks
  endpoint: blob.core.usgovcloudapi.net
  secretStore: vault
  secretKey: thanos/keys
`,
    backup: `backup:
  provider: existing-secret
  type: gcs
  bucket: metrics-copies
`,
  },
  'google-keys-twice': {
    objectStorage: 'sealed-secret',
    settings: `objectStorage:
  provider: sealed-secret
  type: gcs
  bucket: metrics-blocks
  sealedCredential: ${sealed}
`,
    backup: `backup:
  provider: existing-secret
  type: gcs
  bucket: metrics-copies
`,
  },
  's3-encrypted': {
    objectStorage: 'sealed-secret',
    settings: `objectStorage:
  provider: sealed-secret
  bucket: metrics-blocks
  endpoint: s3.example.com:9000
  bucketLookup: path
  sse: SSE-C
  sealedEncryptionKey: ${sealed}
  sealedAccessKeyId: ${sealed}
  sealedSecretAccessKey: ${sealed}
  ca: ${ca}
`,
    backup: `backup:
  provider: external-secret
  bucket: metrics-copies
  endpoint: s3.example.com
  sse: SSE-C
  secretStore: vault
  secretKey: thanos/backup-keys
`,
  },
  'eks-pod-identity': {
    objectStorage: 'workload-identity',
    settings: `objectStorage:
  provider: workload-identity
  bucket: metrics-blocks
  region: eu-central-1
  identity: eks-pod-identity
  sse: SSE-KMS
  kmsKeyId: alias/thanos
`,
    backup: `backup:
  provider: workload-identity
  bucket: metrics-copies
  region: eu-west-1
`,
  },
} as const

export type BucketName = keyof typeof buckets
