import type { KubernetesObject } from '@thanos-gitops/manifest'

const object = (apiVersion: string, kind: string, rest: object): KubernetesObject => ({
  apiVersion,
  kind,
  metadata: { name: 'web', namespace: 'shop' },
  ...rest,
})

const container = { name: 'web', image: 'registry.example.com/web:v1' }
const deployment = (pod: object): KubernetesObject =>
  object('apps/v1', 'Deployment', {
    spec: {
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [container], ...pod } },
    },
  })
const withResources = (resources: object): KubernetesObject => deployment({ containers: [{ ...container, resources }] })
const service = (spec: object): KubernetesObject =>
  object('v1', 'Service', { spec: { selector: { app: 'web' }, ports: [{ port: 80 }], ...spec } })

export const validObjects: readonly KubernetesObject[] = [
  withResources({ requests: { memory: '1Gi' }, limits: { memory: '1Gi' } }),
  service({ clusterIP: 'None' }),
  object('v1', 'ConfigMap', { data: { key: 'value' } }),
]

const inPod = 'spec.template.spec'

/** Objects that no schema refuses, with the field that the server names and a part of its message. */
export const invalidObjects: readonly (readonly [object: KubernetesObject, field: string, message: string])[] = [
  [
    withResources({ requests: { memory: '2Gi' }, limits: { memory: '1Gi' } }),
    `${inPod}.containers[0].resources.requests`,
    'must be less than or equal to memory limit of 1Gi',
  ],
  [
    deployment({ tolerations: [{ operator: 'Exists', key: 'a', value: 'b' }] }),
    `${inPod}.tolerations[0].operator`,
    "value must be empty when `operator` is 'Exists'",
  ],
  [service({ externalTrafficPolicy: 'Local' }), 'spec.externalTrafficPolicy', 'may only be set'],
  [object('v1', 'ConfigMap', { data: { 'a b': 'x' } }), 'data[a b]', 'a valid config key must consist of'],
]
