import { type Base, defineComponent, setting } from '@thanos-gitops/manifest'
import { labelsOf } from '../labels.ts'

const name = 'other-application'
const namespace = setting('namespace')
const labels = labelsOf(name, 'dashboards')

const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace, labels },
  spec: { selector: { 'app.kubernetes.io/part-of': 'thanos' }, ports: [{ name: 'http', port: 3000 }] },
}

const statefulSet = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name, namespace, labels },
  spec: {
    replicas: 1,
    selector: { matchLabels: labels },
    serviceName: name,
    template: {
      metadata: { labels },
      spec: {
        initContainers: [{ name: 'chown', image: 'busybox', command: ['chown', '-R', '0', '/data'] }],
        containers: [
          {
            name,
            image: 'example/other-application',
            args: ['server'],
            volumeMounts: [{ name: 'keys', mountPath: '/keys' }],
          },
        ],
        volumes: [{ name: 'keys', secret: { secretName: 'other-application' } }],
      },
    },
    volumeClaimTemplates: [{ metadata: { name: 'data', labels: { app: 'other' } } }],
  },
}

/** A component of another application as a team may add it: it keeps none of the stack's promises. */
const otherApplication = defineComponent(name, [service, statefulSet])

/** The base with another application in every environment. */
export const withOtherApplication = (base: Base): Base => ({ ...base, required: [...base.required, otherApplication] })
