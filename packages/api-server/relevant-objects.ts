import type { KubernetesObject } from '@thanos-gitops/manifest'

/** The kinds whose objects influence the verdict on others. */
const influentialKinds: ReadonlySet<string> = new Set([
  'CustomResourceDefinition',
  'LimitRange',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
  'Namespace',
  'PriorityClass',
  'StorageClass',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
])

/**
 * The objects of a folder that a set needs. The others are left out, so that a changed object does not invalidate the verdicts on
 * all others. All are needed for a policy, which can have any object as its parameter, and for a quota, which counts what they use.
 */
export function relevantObjects(objects: readonly KubernetesObject[]): readonly KubernetesObject[] {
  const needsAll = objects.some(({ kind }) => kind.endsWith('AdmissionPolicyBinding') || kind === 'ResourceQuota')
  return needsAll ? objects : objects.filter(({ kind }) => influentialKinds.has(kind))
}
