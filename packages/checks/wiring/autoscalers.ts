import { contentOf, listOf, type Mapping, mappingOf, type SourcedObject, stringOf } from '@thanos-gitops/manifest'
import type { Workload } from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'
import { perContext } from '../engine/per-context.ts'

/** An object that changes the number of replicas (horizontal) or the requests (vertical) of a workload. */
export interface Autoscaler {
  readonly object: SourcedObject
  readonly spec: Mapping
  readonly isVertical: boolean
  readonly targetKind: string
  readonly targetName: string
  /** Of the reference to the workload. */
  readonly pointer: string
}

const kinds = [
  ['HorizontalPodAutoscaler', 'autoscaling', 'scaleTargetRef'],
  ['ScaledObject', 'keda.sh', 'scaleTargetRef'],
  ['VerticalPodAutoscaler', 'autoscaling.k8s.io', 'targetRef'],
] as const

export const autoscalersIn = perContext(({ ofKind }): readonly Autoscaler[] =>
  kinds.flatMap(([kind, group, field]) =>
    ofKind(kind, group).flatMap((object) => {
      const spec = mappingOf(contentOf(object).spec)
      const target = mappingOf(spec[field])
      if (typeof target.name !== 'string') return []
      return [
        {
          object,
          spec,
          isVertical: kind === 'VerticalPodAutoscaler',
          targetKind: stringOf(target.kind) ?? 'Deployment',
          targetName: target.name,
          pointer: `/spec/${field}`,
        },
      ]
    }),
  ),
)

/** The replicas of a workload; of one that an autoscaler scales, those that it has at least. */
export function fewestReplicas(
  context: CheckContext,
  { kind, name, namespace, replicas }: Workload,
): number | undefined {
  const autoscaler = autoscalersIn(context).find(
    ({ object, isVertical, targetKind, targetName }) =>
      !isVertical && targetKind === kind && targetName === name && context.namespaceOf(object) === namespace,
  )
  if (autoscaler === undefined) return replicas
  const { minReplicas, minReplicaCount } = autoscaler.spec
  if (autoscaler.object.object.kind === 'ScaledObject') return typeof minReplicaCount === 'number' ? minReplicaCount : 0
  return typeof minReplicas === 'number' ? minReplicas : 1
}

/** A metric of a horizontal autoscaler that is a part of the requests of the pods. */
export interface UtilizationMetric {
  readonly resource: string
  /** Undefined for the sum of all containers. */
  readonly container: string | undefined
  readonly pointer: string
}

export function utilizationMetrics({ object, spec }: Autoscaler): readonly UtilizationMetric[] {
  const { metrics, targetCPUUtilizationPercentage } = spec
  if (object.object.kind !== 'HorizontalPodAutoscaler') return []
  if (targetCPUUtilizationPercentage !== undefined)
    return [{ resource: 'cpu', container: undefined, pointer: '/spec/targetCPUUtilizationPercentage' }]
  return listOf(metrics).flatMap((metric, index) => {
    const { type, resource, containerResource } = mappingOf(metric)
    const source = mappingOf(type === 'ContainerResource' ? containerResource : resource)
    const { type: targetType } = mappingOf(source.target)
    if (targetType !== 'Utilization' || typeof source.name !== 'string') return []
    const field = type === 'ContainerResource' ? 'containerResource' : 'resource'
    return [
      { resource: source.name, container: stringOf(source.container), pointer: `/spec/metrics/${index}/${field}` },
    ]
  })
}
