import type { KubernetesObject } from '@thanos-gitops/manifest'
import type { ObjectSet, VerdictRequest } from '../protocol.ts'

export function configMap(name: string, data: Readonly<Record<string, string>> = {}): KubernetesObject {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data }
  return object
}

export const requestsOf = (...names: readonly string[]): readonly VerdictRequest[] =>
  names.map((name) => ({ after: configMap(name) }))

export const set: ObjectSet = { name: 'blue', kubernetesVersion: '1.36', objects: [] }
