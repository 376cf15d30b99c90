import { didYouMean } from '@thanos-gitops/manifest'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { type Autoscaler, autoscalersIn } from './autoscalers.ts'
import { containerPoliciesOf } from './vertical-autoscalers.ts'

export const verticalAutoscalerContainersExist: Check = {
  name: 'vertical-autoscaler-containers-exist',
  question: 'references',
  severity: 'error',
  why: 'A VerticalPodAutoscaler has no effect on a container whose name is wrong in containerPolicies: the container gets the policy of * or the default, in which the autoscaler changes all requests and limits without a bound.',
  remedy: 'Name a container of the workload, or * for all others, each once.',
  source:
    'https://github.com/kubernetes/autoscaler/blob/master/vertical-pod-autoscaler/docs/api.md#containerresourcepolicy',
  *run(context) {
    for (const autoscaler of autoscalersIn(context)) if (autoscaler.isVertical) yield* problemsOf(context, autoscaler)
  },
}

function* problemsOf(context: CheckContext, autoscaler: Autoscaler): Iterable<Problem> {
  const { object, targetKind, targetName } = autoscaler
  const target = context.find(targetKind, context.namespaceOf(object), targetName)
  const workload = target && context.workloadOf(target)
  if (workload === undefined) return
  // The recommender also reads init containers that run as long as the pod.
  const names = workload.containers.map(({ name }) => name)
  const seen = new Set<string>()
  for (const { containerName, pointer } of containerPoliciesOf(autoscaler)) {
    if (containerName === undefined) continue
    const at = { object, pointer: `${pointer}/containerName` }
    if (seen.has(containerName))
      yield { ...at, message: `a policy before it is for ${containerName}, too.`, remedy: 'Remove one of the two.' }
    else if (containerName !== '*' && !names.includes(containerName))
      yield {
        ...at,
        message: `${targetKind}/${targetName} has no container ${containerName}.`,
        remedy: didYouMean(containerName, names) ?? `Use one of its containers: ${names.join(', ')}.`,
      }
    seen.add(containerName)
  }
}
