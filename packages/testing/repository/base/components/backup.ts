// Copies the database to the bucket. The policy of the environments allows one replica only.
import { defineComponent, inWave, setting } from '@thanos-gitops/manifest'
import { labelsOf, selectorOf } from '../labels.ts'
import { containerDefaults, containerPorts, databaseImage, grpc, hostOf, http, podDefaults } from '../shared.ts'
import { bucketEnv } from './bucket.ts'
import { service as database } from './database.ts'

const name = 'backup'
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
  spec: { clusterIP: 'None', selector, ports: [http] },
}

export const statefulSet = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name, namespace, labels, annotations: inWave('data') },
  spec: {
    replicas: 1,
    selector: { matchLabels: selector },
    serviceName: service.metadata.name,
    template: {
      metadata: { labels },
      spec: {
        ...podDefaults,
        serviceAccountName: serviceAccount.metadata.name,
        containers: [
          {
            ...containerDefaults,
            name,
            image: databaseImage,
            args: ['backup', '--log.level=info', `--database=${hostOf(database)}:${grpc.port}`, '--keep=30d'],
            env: bucketEnv,
            ports: [containerPorts.http],
            resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '512Mi' } },
          },
        ],
      },
    },
  },
}

export default defineComponent(name, [serviceAccount, service, statefulSet])
