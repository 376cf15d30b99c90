import { defineComponent, inWave, setting } from '@thanos-gitops/manifest'
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy'
import type { INamespace } from 'kubernetes-models/v1/Namespace'
import { denyAll } from '../network.ts'
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

/** Only what the policies of the components allow reaches or leaves a pod of the namespace. */
export const networkPolicy = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: {
    name: 'deny-all',
    namespace: setting('namespace'),
    labels: { 'app.kubernetes.io/part-of': 'thanos' },
  },
  spec: denyAll,
} satisfies INetworkPolicy

export default defineComponent('namespace', [namespace, networkPolicy])
