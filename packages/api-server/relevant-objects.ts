import type { KubernetesObject } from '@thanos-gitops/manifest'

/** The kinds whose objects influence the verdict on others. */
const influentialKinds: ReadonlySet<string> = new Set([
  'CustomResourceDefinition',
  'LimitRange',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
  'Namespace',
  'PriorityClass',
  'ResourceQuota',
  'StorageClass',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
])

/**
 * The objects of a folder that a set needs. The others are left out, so that a changed object does not invalidate the verdicts on
 * all others. A policy can have any object as its parameter: then all objects are needed.
 */
export function relevantObjects(objects: readonly KubernetesObject[]): readonly KubernetesObject[] {
  const hasPolicy = objects.some(({ kind }) => kind.endsWith('AdmissionPolicyBinding'))
  return hasPolicy ? objects : objects.filter(({ kind }) => influentialKinds.has(kind))
}
