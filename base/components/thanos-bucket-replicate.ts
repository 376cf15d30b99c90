// Copies blocks to a second bucket, as a backup. It never deletes a block there, so that a wrong deletion in the first bucket does
// not reach the second one. A Deployment, and not a Job with --single-run: only a program that runs on counts its runs, and an
// alert needs the counts. It keeps nothing, and continues after a restart with the blocks that the second bucket lacks.
import { type ConfigMapWithDocuments, contentHash, defineComponent, inWave, setting } from '@thanos-gitops/manifest'
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment'
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy'
import type { IEnvVar } from 'kubernetes-models/v1/EnvVar'
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount'
import {
  bucketAuthority,
  bucketDocuments,
  encryptionKey,
  encryptionVolume,
  googleMount,
  googleVariable,
  googleVolume,
  identityAnnotations,
  identityLabels,
} from '../bucket.ts'
import { onlyWith } from '../component-names.ts'
import { labelsOf, selectorOf } from '../labels.ts'
import { backupBucket, bucket, dns, pods } from '../network.ts'
import { containerDefaults, podDefaults } from '../pod.ts'
import { containerPorts, image, probes } from '../thanos.ts'
import { certificateOf, httpServerTls, tlsMount, tlsVolume } from '../tls.ts'
import { toCollector, tracingOf } from '../tracing.ts'
import { verticalAutoscalerOf } from '../vertical-autoscaling.ts'
import { bucketKeys, objstoreArg, objstoreChecksum, objstoreMounts, objstoreVolumes } from './thanos-objstore.ts'

const name = 'thanos-bucket-replicate'
const namespace = setting('namespace')
const labels = labelsOf(name, 'backup')
const selector = selectorOf(labels)

/** The name of the claim of the second bucket, and of its ConfigMap and Secret. */
export const backupName = 'thanos-bucket-backup'

const folder = '/etc/thanos/backup'
const encryptionFolder = '/etc/thanos/backup-encryption'

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
      prefix: onlyWith('backup.prefix', setting('backup.prefix')),
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

const documents = bucketDocuments('backup', folder, {
  s3: keys,
  accountKey: '$(BACKUP_AZURE_STORAGE_KEY)',
  connectionString: '$(BACKUP_AZURE_STORAGE_CONNECTION_STRING)',
  encryptionKey: `${encryptionFolder}/${encryptionKey}`,
})

/** A bucket outside of the cluster, over TLS. */
const externalConfigMap = (document: (typeof documents)[keyof typeof documents]) =>
  ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace, labels },
    data: { 'backup.yaml': document, ...bucketAuthority('backup') },
  }) satisfies ConfigMapWithDocuments

export const configMaps = [
  configMap,
  onlyWith('backup.s3Keys', externalConfigMap(documents.s3Keys)),
  onlyWith('backup.s3Identity', externalConfigMap(documents.s3Identity)),
  onlyWith('backup.gcs', externalConfigMap(documents.gcs)),
  onlyWith('backup.azure', externalConfigMap(documents.azure)),
]

const fromConfigMap = (key: string) => ({
  name: `BACKUP_${key}`,
  valueFrom: { configMapKeyRef: { name: backupName, key } },
})
const fromSecret = (key: string, secret: string = setting('backup.secret')) => ({
  name: `BACKUP_${key.replace('AWS_', '')}`,
  valueFrom: { secretKeyRef: { name: secret, key } },
})

const backupEnv: IEnvVar[] = [
  onlyWith('backup-rook-bucket', fromConfigMap('BUCKET_NAME')),
  onlyWith('backup-rook-bucket', fromConfigMap('BUCKET_HOST')),
  onlyWith('backup-rook-bucket', fromConfigMap('BUCKET_PORT')),
  onlyWith('backup-rook-bucket', fromSecret('AWS_ACCESS_KEY_ID', backupName)),
  onlyWith('backup-rook-bucket', fromSecret('AWS_SECRET_ACCESS_KEY', backupName)),
  onlyWith('backup.s3Keys', fromSecret('AWS_ACCESS_KEY_ID')),
  onlyWith('backup.s3Keys', fromSecret('AWS_SECRET_ACCESS_KEY')),
  onlyWith('backup.accountKey', fromSecret('AZURE_STORAGE_KEY')),
  onlyWith('backup.connectionString', fromSecret('AZURE_STORAGE_CONNECTION_STRING')),
  // The process has one file for both buckets: that of the second one, if it has one.
  onlyWith(['backup.gcsKeys', 'backup.googleKeysOfBlocks'], { ...googleVariable }),
]

export const serviceAccount = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  // The identity of `backup`, or that of `objectStorage`. It reads the first bucket and writes to the second one.
  metadata: { name, namespace, labels, annotations: identityAnnotations('backup') },
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
      metadata: {
        labels: { ...labels, ...identityLabels('backup') },
        annotations: { ...objstoreChecksum, [`checksum/${name}`]: contentHash(configMap) },
      },
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
              tracingOf(name),
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
                'backup-existing-secret',
                'backup-external-secret',
                'backup-sealed-secret',
              ],
              [...bucketKeys, ...backupEnv],
            ),
            ports: [containerPorts.http],
            resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '512Mi' } },
            volumeMounts: [
              ...objstoreMounts,
              { name: 'backup', mountPath: folder, readOnly: true },
              onlyWith('backup.encryptionKey', {
                name: 'backup-encryption',
                mountPath: encryptionFolder,
                readOnly: true,
              }),
              onlyWith(['backup.gcsKeys', 'backup.googleKeysOfBlocks'], { ...googleMount }),
              tlsMount,
            ],
          },
        ],
        volumes: [
          ...objstoreVolumes,
          { name: 'backup', configMap: { name: configMap.metadata.name } },
          onlyWith('backup.encryptionKey', encryptionVolume('backup-encryption', setting('backup.secret'))),
          onlyWith('backup.gcsKeys', googleVolume(setting('backup.secret'))),
          onlyWith('backup.googleKeysOfBlocks', googleVolume(setting('objectStorage.secret'))),
          tlsVolume(name),
        ],
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
    egress: [dns, ...bucket, ...backupBucket, toCollector()],
  },
} satisfies INetworkPolicy

export default defineComponent(name, [
  serviceAccount,
  ...configMaps,
  certificateOf(name, labels, []),
  networkPolicy,
  deployment,
  verticalAutoscalerOf(deployment),
])
