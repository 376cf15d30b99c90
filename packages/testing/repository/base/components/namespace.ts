import { defineComponent, inWave, setting } from '@thanos-gitops/manifest'

export const namespace = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    name: setting('namespace'),
    annotations: inWave('claims'),
    labels: {
      'app.kubernetes.io/part-of': 'shop',
      'pod-security.kubernetes.io/enforce': 'restricted',
    },
  },
}

export default defineComponent('namespace', [namespace])
