import { contentOf, isObject, listOf, type Mapping, mappingOf, type SourcedObject } from '@thanos-gitops/manifest'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { createsPods, mayMatchOtherObjects, podGroupsOf, podsSelectedBy } from '../engine/pod-groups.ts'
import { selectorRemedy, selectorText } from '../engine/selector-remedy.ts'

export const networkPolicySelectsPods: Check = {
  name: 'network-policy-selects-pods',
  question: 'selectors',
  severity: 'error',
  why: 'A NetworkPolicy whose podSelector matches no pod has no effect: the pods for which it was written are open to all, or closed if another policy isolates them. A peer that matches no pod allows nothing.',
  remedy: 'Set the selector to labels of the pod template.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/#behavior-of-to-and-from-selectors',
  *run(context) {
    for (const policy of context.ofKind('NetworkPolicy', 'networking.k8s.io')) {
      const namespace = context.namespaceOf(policy)
      // A policy can come before the pods, from a folder of its own.
      if (podGroupsOf(context, namespace).length === 0) continue
      const { podSelector } = mappingOf(contentOf(policy).spec)
      const problem = selectorProblem(context, policy, '/spec/podSelector', podSelector)
      if (problem !== undefined) yield problem
      yield* peerProblems(context, policy)
    }
  },
}

function selectorProblem(
  context: CheckContext,
  policy: SourcedObject,
  pointer: string,
  selector: unknown,
): Problem | undefined {
  const namespace = context.namespaceOf(policy)
  if (
    !isObject(selector) ||
    podsSelectedBy(context, selector, namespace).length > 0 ||
    mayMatchOtherObjects(context, selector)
  )
    return undefined
  const remedy = selectorRemedy(selector, podGroupsOf(context, namespace))
  if (remedy === undefined && createsPods(context)) return undefined
  return {
    object: policy,
    pointer,
    message: `its ${pointer.endsWith('podSelector') ? pointer.slice(1).replaceAll('/', '.') : pointer} ${selectorText(selector)} does not match the pods of any workload.`,
    ...(remedy && { remedy }),
  }
}

function* peerProblems(context: CheckContext, policy: SourcedObject): Iterable<Problem> {
  const namespace = context.namespaceOf(policy)
  const spec = mappingOf(contentOf(policy).spec)
  for (const [direction, peers] of [
    ['ingress', 'from'],
    ['egress', 'to'],
  ] as const)
    for (const [ruleIndex, rule] of listOf(spec[direction]).entries())
      for (const [index, peer] of listOf(mappingOf(rule)[peers]).entries()) {
        if (!isOfNamespace(mappingOf(peer), namespace)) continue
        const pointer = `/spec/${direction}/${ruleIndex}/${peers}/${index}/podSelector`
        const problem = selectorProblem(context, policy, pointer, mappingOf(peer).podSelector)
        // Pods of another project can run in the same namespace.
        if (problem !== undefined) yield { ...problem, severity: 'warning' }
      }
}

/** Whether a peer selects pods of the policy's own namespace only. */
function isOfNamespace({ namespaceSelector, ipBlock }: Mapping, namespace: string): boolean {
  if (ipBlock !== undefined) return false
  if (namespaceSelector === undefined) return true
  const { matchLabels } = mappingOf(namespaceSelector)
  return namespace !== '' && mappingOf(matchLabels)['kubernetes.io/metadata.name'] === namespace
}
