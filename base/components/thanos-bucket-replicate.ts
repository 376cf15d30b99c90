// Copies blocks to a second bucket, as a backup. It never deletes a block there, so that a wrong deletion in the first bucket does
// not reach the second one. A Deployment, and not a Job with --single-run: only a program that runs on counts its runs, and an
// alert needs the counts. It keeps nothing, and continues after a restart with the blocks that the second bucket lacks.
import { type ConfigMapWithDocuments, contentHash, defineComponent, inWave, setting } from '@thanos-gitops/manifest'
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment'
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy'
import type { IEnvVar } from 'kubernetes-models/v1/EnvVar'
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount'
import { onlyWith } from '../component-names.ts'
import { labelsOf, selectorOf } from '../labels.ts'
import { backupBucket, bucket, dns, pods } from '../network.ts'
import { containerDefaults, podDefaults } from '../pod.ts'
import { containerPorts, image, probes } from '../thanos.ts'
import { certificateOf, httpServerTls, tlsMount, tlsVolume } from '../tls.ts'
import { bucketEnv, objstoreArg, objstoreChecksum, objstoreMount, objstoreVolume } from './thanos-objstore.ts'

const name = 'thanos-bucket-replicate'
const namespace = setting('namespace')
const labels = labelsOf(name, 'backup')
const selector = selectorOf(labels)

/** The name of the claim of the second bucket, and of its ConfigMap and Secret. */
export const backupName = 'thanos-bucket-backup'

const withKeys = ['backup-existing-secret', 'backup-external-secret', 'backup-sealed-secret'] as const
const withGeneratedSecret = ['backup-rook-bucket', 'backup-external-secret', 'backup-sealed-secret'] as const

const folder = { prefix: onlyWith('backup.prefix', setting('backup.prefix')) }

// In the configuration and not in AWS_ACCESS_KEY_ID, whose value is the key of the first bucket.
const keys = { access_key: '$(BACKUP_ACCESS_KEY_ID)', secret_key: '$(BACKUP_SECRET_ACCESS_KEY)' }

export const configMap = onlyWith('backup-rook-bucket', {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace, labels },
  data: {
    // Thanos replaces $(NAME) from the environment of the container, and does not start if a variable is missing.
    'backup.yaml': {
      type: 'S3',
      ...folder,
      config: {
        bucket: '$(BACKUP_BUCKET_NAME)',
        endpoint: '$(BACKUP_BUCKET_HOST):$(BACKUP_BUCKET_PORT)',
        ...keys,
        bucket_lookup_type: 'path',
        insecure: true,
      },
    },
  },
} satisfies ConfigMapWithDocuments)

const externalBucket = {
  bucket: setting('backup.bucket'),
  endpoint: setting('backup.endpoint'),
  region: setting('backup.region'),
}

/** A bucket outside of the cluster, over TLS. */
export const externalConfigMap = onlyWith(withKeys, {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace, labels },
  data: { 'backup.yaml': { type: 'S3', ...folder, config: { ...externalBucket, ...keys } } },
} satisfies ConfigMapWithDocuments)

/** The same without keys: the S3 client requests temporary keys with the token of the pod. */
export const identityConfigMap = onlyWith('backup-workload-identity', {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace, labels },
  data: { 'backup.yaml': { type: 'S3', ...folder, config: { ...externalBucket, aws_sdk_auth: true } } },
} satisfies ConfigMapWithDocuments)

const fromConfigMap = (key: string) => ({
  name: `BACKUP_${key}`,
  valueFrom: { configMapKeyRef: { name: backupName, key } },
})
const fromSecret = (key: string, secret = backupName) => ({
  name: key.replace('AWS', 'BACKUP'),
  valueFrom: { secretKeyRef: { name: secret, key } },
})

const backupEnv: IEnvVar[] = [
  onlyWith('backup-rook-bucket', fromConfigMap('BUCKET_NAME')),
  onlyWith('backup-rook-bucket', fromConfigMap('BUCKET_HOST')),
  onlyWith('backup-rook-bucket', fromConfigMap('BUCKET_PORT')),
  onlyWith(withGeneratedSecret, fromSecret('AWS_ACCESS_KEY_ID')),
  onlyWith(withGeneratedSecret, fromSecret('AWS_SECRET_ACCESS_KEY')),
  onlyWith('backup-existing-secret', fromSecret('AWS_ACCESS_KEY_ID', setting('backup.secret'))),
  onlyWith('backup-existing-secret', fromSecret('AWS_SECRET_ACCESS_KEY', setting('backup.secret'))),
]

export const serviceAccount = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  // The role of `backup`, or that of `objectStorage`. It reads the first bucket and writes to the second one.
  metadata: {
    name,
    namespace,
    labels,
    annotations: onlyWith('workload-identity', { 'eks.amazonaws.com/role-arn': setting('backup.roleArn') }),
  },
  automountServiceAccountToken: false,
} satisfies IServiceAccount

export const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  // In the last wave: without a second bucket, the stack still starts.
  metadata: { name, namespace, labels, annotations: inWave('queries') },
  spec: {
    // Two would copy each block twice.
    replicas: 1,
    strategy: { type: 'Recreate' },
    selector: { matchLabels: selector },
    template: {
      metadata: { labels, annotations: { ...objstoreChecksum, [`checksum/${name}`]: contentHash(configMap) } },
      spec: {
        ...podDefaults,
        automountServiceAccountToken: false,
        serviceAccountName: serviceAccount.metadata.name,
        terminationGracePeriodSeconds: 60,
        containers: [
          {
            ...containerDefaults,
            ...probes,
            name,
            image,
            args: [
              'tools',
              'bucket',
              'replicate',
              '--log.level=info',
              '--log.format=logfmt',
              '--http-address=0.0.0.0:10902',
              httpServerTls,
              '--http-grace-period=45s',
              '--enable-auto-gomemlimit',
              objstoreArg,
              '--objstore-to.config-file=/etc/thanos/backup/backup.yaml',
              '--resolution=0s',
              '--resolution=5m',
              '--resolution=1h',
              '--compaction-min=1',
              // Blocks of two weeks have level 4, and more if they were merged with blocks that overlap.
              '--compaction-max=10',
              // What the compactor has merged or what is past its retention.
              '--ignore-marked-for-deletion',
            ],
            env: onlyWith(
              [
                'rook-bucket',
                'seaweedfs',
                'existing-secret',
                'external-secret',
                'sealed-secret',
                'backup-rook-bucket',
                ...withKeys,
              ],
              [...bucketEnv, ...backupEnv],
            ),
            ports: [containerPorts.http],
            resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '512Mi' } },
            volumeMounts: [
              objstoreMount,
              { name: 'backup', mountPath: '/etc/thanos/backup', readOnly: true },
              tlsMount,
            ],
          },
        ],
        volumes: [objstoreVolume, { name: 'backup', configMap: { name: configMap.metadata.name } }, tlsVolume(name)],
      },
    },
  },
} satisfies IDeployment

export const networkPolicy = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace, labels },
  spec: {
    podSelector: { matchLabels: selector },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [{ from: [pods('prometheus')], ports: [{ port: 'http' }] }],
    egress: [dns, ...bucket, ...backupBucket],
  },
} satisfies INetworkPolicy

export default defineComponent(name, [
  serviceAccount,
  configMap,
  externalConfigMap,
  identityConfigMap,
  certificateOf(name, labels, []),
  networkPolicy,
  deployment,
])
