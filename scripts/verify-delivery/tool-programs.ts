import type { Tool } from './delivery-rig.ts'
import type { ProgramName } from './programs.ts'

/** In the order in which they are built: each builds faster with the packages of the one before. */
export const clusterPrograms = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
] as const satisfies ProgramName[]

export const toolPrograms = {
  flux: ['source-controller', 'kustomize-controller', 'notification-controller'],
  'argo-cd': ['argocd'],
} as const satisfies Record<Tool, readonly ProgramName[]>
