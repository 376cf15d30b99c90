import { countedWorkload, Failure, type KubernetesObject, labelOf, valueAt } from '@thanos-gitops/manifest'
import { resolveReferences } from './resolve-references.ts'

/**
 * The objects with numbers of replicas instead of references.
 *
 * @param workloads the objects whose replicas are counted
 * @throws Failure for a workload that none of them is
 */
export function withReplicas(
  objects: readonly KubernetesObject[],
  workloads: readonly KubernetesObject[] = objects,
): readonly KubernetesObject[] {
  const byLabel = new Map(workloads.map((object) => [labelOf(object), object]))
  return objects.map((object) =>
    resolveReferences(object, (reference) => {
      const workload = countedWorkload(reference)
      return workload === undefined ? undefined : replicasIn(workload, byLabel)
    }),
  )
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
