import { mappingOf } from '@thanos-gitops/manifest'
import type { Container } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { type Autoscaler, autoscalersIn, type UtilizationMetric, utilizationMetrics } from './autoscalers.ts'

export const autoscalerCanMeasure: Check = {
  name: 'autoscaler-can-measure',
  question: 'limits',
  severity: 'error',
  why: 'The utilization of an autoscaler is a percentage of the requests. If one container of the pods has no request, the controller reports "missing request for cpu" and never scales.',
  remedy: 'Set the request in every container, or use a metric of the type AverageValue.',
  source: 'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#algorithm-details',
  *run(context) {
    for (const autoscaler of autoscalersIn(context))
      for (const metric of utilizationMetrics(autoscaler)) yield* metricProblems(context, autoscaler, metric)
  },
}

function* metricProblems(
  context: CheckContext,
  { object, targetKind, targetName }: Autoscaler,
  { resource, container, pointer }: UtilizationMetric,
): Iterable<Problem> {
  const namespace = context.namespaceOf(object)
  const target = context.find(targetKind, namespace, targetName)
  const workload = target && context.workloadOf(target)
  // A LimitRange can add default requests, and the requests of a pod apply to all its containers.
  const hasLimitRange = context.ofKind('LimitRange').some((range) => context.namespaceOf(range) === namespace)
  if (workload === undefined || hasLimitRange || workload.podSpec.resources !== undefined) return
  const measured = workload.containers.filter(({ isInit }) => !isInit)
  if (container !== undefined && !measured.some(({ name }) => name === container))
    yield {
      object,
      pointer: `${pointer}/container`,
      message: `${targetKind}/${targetName} has no container ${container}.`,
      remedy: `Use one of its containers: ${measured.map(({ name }) => name).join(', ')}.`,
    }
  for (const one of measured)
    if ((container === undefined || one.name === container) && !hasRequest(one, resource))
      yield {
        object,
        pointer,
        message: `container ${one.name} of ${targetKind}/${targetName} has no request for ${resource}.`,
        remedy: `Set resources.requests.${resource} in container ${one.name}.`,
      }
}

/** A limit without a request is also the request. */
function hasRequest({ fields }: Container, resource: string): boolean {
  const { requests, limits } = mappingOf(fields.resources)
  return (mappingOf(requests)[resource] ?? mappingOf(limits)[resource]) !== undefined
}
