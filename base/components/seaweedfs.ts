// An S3 server for laptops: one pod, no keys, no copies. Each pod of the cluster can read and delete its blocks.
import { type ConfigMapWithDocuments, defineComponent, setting } from '@thanos-gitops/manifest'
import type { IStatefulSet } from 'kubernetes-models/apps/v1/StatefulSet'
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy'
import type { IService } from 'kubernetes-models/v1/Service'
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount'
import { hostOf } from '../addresses.ts'
import { alsoOnlyWithout, onlyWith, onlyWithout } from '../component-names.ts'
import { labelsOf, selectorOf } from '../labels.ts'
import { pods } from '../network.ts'
import { containerDefaults, goMemoryLimit, podDefaults, retain } from '../pod.ts'
import { verticalAutoscalerOf } from '../vertical-autoscaling.ts'
import { bucketName } from './thanos-objstore.ts'

const name = 'seaweedfs'
const namespace = setting('namespace')
const labels = labelsOf(name, 'object-storage')
const selector = selectorOf(labels)
const bucket = 'thanos'

export const serviceAccount = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace, labels },
  automountServiceAccountToken: false,
} satisfies IServiceAccount

export const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace, labels },
  spec: {
    clusterIP: 'None',
    selector,
    ports: [{ name: 's3', port: 8333, targetPort: 's3' }],
  },
} satisfies IService

/** The same keys as in the ConfigMap of an ObjectBucketClaim. */
export const configMap = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: bucketName, namespace, labels },
  data: {
    BUCKET_HOST: hostOf(service),
    BUCKET_NAME: bucket,
    BUCKET_PORT: '8333',
    BUCKET_REGION: '',
    BUCKET_SUBREGION: '',
  },
} satisfies ConfigMapWithDocuments

export const statefulSet = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name, namespace, labels },
  spec: {
    replicas: 1,
    selector: { matchLabels: selector },
    serviceName: service.metadata.name,
    podManagementPolicy: 'Parallel',
    persistentVolumeClaimRetentionPolicy: retain,
    template: {
      metadata: { labels },
      spec: {
        ...podDefaults,
        automountServiceAccountToken: false,
        serviceAccountName: serviceAccount.metadata.name,
        terminationGracePeriodSeconds: 60,
        containers: [
          {
            ...containerDefaults,
            name,
            image: 'docker.io/chrislusf/seaweedfs:4.48',
            // Master, volume server, filer and S3 gateway in one process. Without a configured identity, S3 needs no
            // credentials.
            args: [
              'mini',
              '-dir=/data',
              `-bucket=${bucket}`,
              // The servers connect to each other over the loopback address, which does not change with the pod.
              '-ip=127.0.0.1',
              '-ip.bind=0.0.0.0',
              '-admin.ui=false',
              '-webdav=false',
              '-master.telemetry=false',
            ],
            env: [goMemoryLimit],
            ports: [{ name: 's3', containerPort: 8333 }],
            livenessProbe: {
              httpGet: { path: '/healthz', port: 's3' },
              failureThreshold: 4,
              periodSeconds: 30,
              timeoutSeconds: 3,
            },
            readinessProbe: {
              httpGet: { path: '/healthz', port: 's3' },
              failureThreshold: 20,
              periodSeconds: 5,
              timeoutSeconds: 3,
            },
            resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '1Gi' } },
            volumeMounts: [
              { name: 'data', mountPath: '/data' },
              { name: 'tmp', mountPath: '/tmp' },
            ],
          },
        ],
        volumes: [{ name: 'tmp', emptyDir: {} }],
      },
    },
    volumeClaimTemplates: [
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'data', labels: selector },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '10Gi' } } },
      },
    ],
  },
} satisfies IStatefulSet

export const networkPolicy = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace, labels },
  spec: {
    podSelector: { matchLabels: selector },
    // No connection from it is allowed. An empty list `egress` would be the same, but the server does not store it.
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      {
        from: [
          onlyWithout('prometheus.agent', pods('prometheus')),
          pods('thanos-store'),
          pods('thanos-compact'),
          alsoOnlyWithout('rule.remoteWrite', onlyWith('thanos-rule', pods('thanos-rule'))),
          onlyWith('thanos-receive', pods('thanos-receive')),
          onlyWith('thanos-bucket-replicate', pods('thanos-bucket-replicate')),
          onlyWith('thanos-bucket-web', pods('thanos-bucket-web')),
        ],
        ports: [{ port: 's3' }],
      },
    ],
  },
} satisfies INetworkPolicy

export default defineComponent(name, [
  serviceAccount,
  service,
  configMap,
  networkPolicy,
  statefulSet,
  verticalAutoscalerOf(statefulSet),
])
