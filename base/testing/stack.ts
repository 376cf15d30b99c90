/**
 * The components that the stack itself consists of. A team adds others to `base/own/index.ts`: the tests of the
 * stack ignore them.
 */
export const requiredComponents = [
  'namespace',
  'thanos-objstore',
  'prometheus',
  'thanos-store',
  'thanos-compact',
  'thanos-query',
] as const
export const optionalComponents = [
  'thanos-query-frontend',
  'thanos-rule',
  'alertmanager',
  'thanos-receive',
  'kube-state-metrics',
  'node-exporter',
  'priority-classes',
  'grafana',
  'thanos-bucket-replicate',
  'operator-monitors',
  'thanos-bucket-web',
  'memcached',
  'thanos-query-global',
] as const

/** Components that an environment has instead of another optional one. */
export const alternativeComponents = { valkey: 'memcached' } as const

export type OptionalComponent = (typeof optionalComponents)[number] | keyof typeof alternativeComponents

// What `kubeseal --raw` prints is at least as long.
const sealed = 'A'.repeat(400)

/** The component that each `objectStorage` switches on, and its lines in `environment.yaml`. */
export const objectStorages = {
  rook: { component: 'rook-bucket', settings: 'objectStorage: rook' },
  seaweedfs: { component: 'seaweedfs', settings: 'objectStorage: seaweedfs' },
  'existing-secret': {
    component: 'existing-secret',
    settings: `objectStorage:
  provider: existing-secret
  bucket: metrics-blocks
  endpoint: s3.example.com
  region: eu-central-1
  secret: s3-keys`,
  },
  'external-secret': {
    component: 'external-secret',
    settings: `objectStorage:
  provider: external-secret
  bucket: metrics-blocks
  endpoint: s3.example.com
  secretStore: vault
  secretKey: thanos/keys`,
  },
  'sealed-secret': {
    component: 'sealed-secret',
    settings: `objectStorage:
  provider: sealed-secret
  bucket: metrics-blocks
  endpoint: s3.example.com
  sealedAccessKeyId: ${sealed}
  sealedSecretAccessKey: ${sealed}`,
  },
  'workload-identity': {
    component: 'workload-identity',
    settings: `objectStorage:
  provider: workload-identity
  bucket: metrics-blocks
  region: eu-central-1
  roleArn: arn:aws:iam::123456789012:role/thanos`,
  },
} as const

export type ObjectStorage = keyof typeof objectStorages

export const stackComponents: ReadonlySet<string> = new Set<string>([
  ...requiredComponents,
  ...optionalComponents,
  ...Object.keys(alternativeComponents),
  ...Object.values(objectStorages).map(({ component }) => component),
  'backup-external-secret',
  'backup-rook-bucket',
  'backup-sealed-secret',
  'alertmanager-external-secret',
  'alertmanager-sealed-secret',
  'cert-manager-ca',
  'grafana-external-secret',
  'grafana-sealed-secret',
  'oauth2-proxy-alertmanager',
  'oauth2-proxy-external-secret',
  'oauth2-proxy-grafana',
  'oauth2-proxy-prometheus',
  'oauth2-proxy-query',
  'oauth2-proxy-sealed-secret',
])
