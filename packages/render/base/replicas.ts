import { countedWorkload, Failure, type KubernetesObject, labelOf, valueAt } from '@thanos-gitops/manifest'
import { resolveReferences } from './resolve-references.ts'

/**
 * The objects with numbers of replicas instead of references.
 *
 * @param workloads the objects whose replicas are counted
 * @throws Failure for a workload that none of them is
 */
export const withReplicas = (
  objects: readonly KubernetesObject[],
  workloads: readonly KubernetesObject[] = objects,
): readonly KubernetesObject[] => objects.map(replicaCounter(workloads))

/** Returns the function that replaces references to replicas of these workloads in an object by their numbers. */
export function replicaCounter(workloads: readonly KubernetesObject[]): (object: KubernetesObject) => KubernetesObject {
  let byLabel: ReadonlyMap<string, KubernetesObject> | undefined
  return (object) =>
    resolveReferences(object, (reference) => {
      const workload = countedWorkload(reference)
      if (workload === undefined) return undefined
      byLabel ??= new Map(workloads.map((one) => [labelOf(one), one]))
      return replicasIn(workload, byLabel)
    })
}

function replicasIn(workload: string, objects: ReadonlyMap<string, KubernetesObject>): string {
  const object = objects.get(workload)
  if (object !== undefined) return String(valueAt(object, ['spec', 'replicas']) ?? 1)
  throw new Failure({
    code: 'base-invalid',
    severity: 'error',
    message: `The base uses the replicas of ${workload}, which no component of this environment has.`,
    remedy: 'Mark the value with onlyWith and the component of the workload.',
    place: { file: 'base/index.ts' },
  })
}
