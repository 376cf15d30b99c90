import { defineComponent, inWave, setting } from '@thanos-gitops/manifest'
import type { INamespace } from 'kubernetes-models/v1/Namespace'
import { neverPruned } from '../never-pruned.ts'

export const namespace = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    name: setting('namespace'),
    // Scripts compare it with the environment, because the name of a kubectl context is local to a machine.
    annotations: { ...neverPruned, ...inWave('claims'), 'thanos-gitops/cluster': setting('cluster') },
    labels: {
      'app.kubernetes.io/part-of': 'thanos',
      'pod-security.kubernetes.io/enforce': 'restricted',
      'pod-security.kubernetes.io/audit': 'restricted',
      'pod-security.kubernetes.io/warn': 'restricted',
    },
  },
} satisfies INamespace

export default defineComponent('namespace', [namespace])
