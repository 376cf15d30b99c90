import { defineComponent, inWave, setting } from '@thanos-gitops/manifest'
import { labelsOf, selectorOf } from '../labels.ts'
import { cacheImage, containerDefaults, containerPorts, http, podDefaults } from '../shared.ts'

const name = 'cache'
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
            image: cacheImage,
            args: ['--log.level=info', '--max-size=512MB'],
            ports: [containerPorts.http],
            resources: { requests: { cpu: '50m', memory: '640Mi' }, limits: { memory: '1Gi' } },
          },
        ],
      },
    },
  },
}

export default defineComponent(name, [serviceAccount, service, deployment])
