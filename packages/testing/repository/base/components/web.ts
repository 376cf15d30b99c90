import { defineComponent, inWave, onlyWith, setting } from '@thanos-gitops/manifest'
import { labelsOf, selectorOf } from '../labels.ts'
import { containerDefaults, containerPorts, grpc, hostOf, http, podDefaults, webImage } from '../shared.ts'
import { service as cache } from './cache.ts'
import { service as database } from './database.ts'

const name = 'web'
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
  spec: { selector, ports: [http] },
}

export const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace, labels, annotations: inWave('queries') },
  spec: {
    replicas: 2,
    selector: { matchLabels: selector },
    template: {
      metadata: { labels },
      spec: {
        ...podDefaults,
        serviceAccountName: serviceAccount.metadata.name,
        containers: [
          {
            ...containerDefaults,
            name,
            image: webImage,
            args: ['--log.level=info', `--database=${hostOf(database)}:${grpc.port}`, '--timeout=2m'],
            env: [
              { name: 'CLUSTER', value: setting('cluster') },
              onlyWith('cache', { name: 'CACHE_ADDRESS', value: `${hostOf(cache)}:${http.port}` }),
            ],
            ports: [containerPorts.http],
            resources: { requests: { cpu: '250m', memory: '512Mi' }, limits: { memory: '1Gi' } },
          },
        ],
      },
    },
  },
}

export const podDisruptionBudget = {
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name, namespace, labels },
  spec: { maxUnavailable: 1, selector: { matchLabels: selector } },
}

export default defineComponent(name, [serviceAccount, service, deployment, podDisruptionBudget])
