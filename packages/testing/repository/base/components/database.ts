// Two replicas with a volume each. The pods read their configuration at start only, so they carry its hash.
import { contentHash, defineComponent, inWave, onlyWith, setting } from '@thanos-gitops/manifest'
import { labelsOf, selectorOf } from '../labels.ts'
import { containerDefaults, containerPorts, databaseImage, drain, grpc, http, podDefaults } from '../shared.ts'
import { bucketEnv } from './bucket.ts'

const name = 'database'
const namespace = setting('namespace')
const labels = labelsOf(name)
const selector = selectorOf(labels)

export const serviceAccount = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace, labels },
  automountServiceAccountToken: false,
}

export const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace, labels },
  spec: { clusterIP: 'None', selector, ports: [grpc, http] },
}

export const configMap = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace, labels },
  data: {
    'database.yaml': {
      global: { snapshot_interval: '30s', labels: { cluster: setting('cluster') } },
      clients: [{ name: 'web' }, onlyWith('cache', { name: 'cache' })],
    },
  },
}

export const statefulSet = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name, namespace, labels, annotations: inWave('data') },
  spec: {
    replicas: 2,
    selector: { matchLabels: selector },
    serviceName: service.metadata.name,
    podManagementPolicy: 'Parallel',
    template: {
      metadata: { labels, annotations: { [`checksum/${name}`]: contentHash(configMap) } },
      spec: {
        ...podDefaults,
        serviceAccountName: serviceAccount.metadata.name,
        terminationGracePeriodSeconds: 120,
        containers: [
          {
            ...containerDefaults,
            name,
            image: databaseImage,
            args: [
              'serve',
              '--log.level=info',
              ...drain,
              '--config-file=/etc/database/database.yaml',
              '--data-dir=/var/lib/database',
              '--cache-size=256MB',
              '--pool-size=512MB',
            ],
            env: bucketEnv,
            ports: [containerPorts.grpc, containerPorts.http],
            resources: { requests: { cpu: '250m', memory: '1Gi' }, limits: { memory: '2Gi' } },
            volumeMounts: [
              { name: 'data', mountPath: '/var/lib/database' },
              { name: 'configuration', mountPath: '/etc/database', readOnly: true },
            ],
          },
        ],
        volumes: [{ name: 'configuration', configMap: { name: configMap.metadata.name } }],
      },
    },
    volumeClaimTemplates: [
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'data', labels: selector },
        spec: {
          accessModes: ['ReadWriteOnce'],
          storageClassName: 'block',
          resources: { requests: { storage: '10Gi' } },
        },
      },
    ],
  },
}

export const podDisruptionBudget = {
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name, namespace, labels },
  spec: { maxUnavailable: 1, selector: { matchLabels: selector } },
}

export default defineComponent(name, [serviceAccount, service, configMap, statefulSet, podDisruptionBudget])
