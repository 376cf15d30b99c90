import { isObject } from '@thanos-gitops/manifest'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { mayMatchOtherObjects, podGroupsOf, podsSelectedBy } from '../engine/pod-groups.ts'
import { selectorRemedy, selectorText } from '../engine/selector-remedy.ts'
import {
  type AffinityTerm,
  affinityTerms,
  namespacesOf,
  type ScheduledPods,
  scheduledPods,
} from './scheduling-selectors.ts'

export const affinitySelectsPods: Check = {
  name: 'affinity-selects-pods',
  question: 'selectors',
  severity: 'warning',
  why: 'A podAntiAffinity whose labelSelector matches no pod has no effect: all replicas can run on one node. A required podAffinity that matches no pod keeps the pods Pending.',
  remedy: 'Set labelSelector to labels of the pods.',
  source:
    'https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity',
  *run(context) {
    for (const scheduled of scheduledPods(context))
      for (const term of affinityTerms(scheduled)) {
        const problem = termProblem(context, scheduled, term)
        if (problem !== undefined) yield problem
      }
  },
}

function termProblem(
  context: CheckContext,
  { pods }: ScheduledPods,
  { kind, isRequired, fields, pointer }: AffinityTerm,
): Problem | undefined {
  const { labelSelector } = fields
  const namespaces = namespacesOf(fields, pods.namespace)
  const candidates = namespaces?.flatMap((namespace) => podGroupsOf(context, namespace)) ?? []
  // Without a selector, a term selects no pods: the API server accepts that.
  if (!isObject(labelSelector) || namespaces === undefined || candidates.length === 0) return undefined
  if (
    namespaces.some((namespace) => podsSelectedBy(context, labelSelector, namespace).length > 0) ||
    mayMatchOtherObjects(context, labelSelector)
  )
    return undefined
  // Anti-affinity is for the replicas of the workload, in most cases.
  const remedy =
    (kind === 'podAntiAffinity' ? selectorRemedy(labelSelector, [pods]) : undefined) ??
    selectorRemedy(labelSelector, candidates)
  // Pods of another project can run in the same namespace.
  if (remedy === undefined && kind === 'podAntiAffinity') return undefined
  return {
    object: pods.object,
    pointer: `${pointer}/labelSelector`,
    ...(kind === 'podAffinity' && isRequired && remedy !== undefined ? { severity: 'error' as const } : {}),
    message: `the labelSelector ${selectorText(labelSelector)} of ${kind} does not match any pod.`,
    ...(remedy && { remedy }),
  }
}
