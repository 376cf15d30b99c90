// The lines of `environment.yaml` for the second bucket.
import type { ObjectStorage } from './stack.ts'

// What `kubeseal --raw` prints is at least as long.
const sealed = 'A'.repeat(400)

export const backup = {
  rook: 'backup: rook\n',
  'existing-secret': `backup:
  provider: existing-secret
  bucket: metrics-copies
  endpoint: s3.example.com:8443
`,
  'external-secret': `backup:
  provider: external-secret
  bucket: metrics-copies
  prefix: team/eu-1
  endpoint: s3.example.com
  secretStore: vault
  secretKey: thanos/backup-keys
`,
  'sealed-secret': `backup:
  provider: sealed-secret
  bucket: metrics-copies
  endpoint: s3.example.com
  sealedAccessKeyId: ${sealed}
  sealedSecretAccessKey: ${sealed}
`,
  'workload-identity': `backup:
  provider: workload-identity
  bucket: metrics-copies
  region: eu-west-1
`,
} as const

/** The same provider as that of the object storage, if a second bucket can have it. */
export const backupOf = (objectStorage: ObjectStorage): string =>
  objectStorage === 'seaweedfs' ? backup['existing-secret'] : backup[objectStorage]
