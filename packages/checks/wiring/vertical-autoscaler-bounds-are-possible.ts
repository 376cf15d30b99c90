import { type Mapping, mappingOf, nanoUnits } from '@thanos-gitops/manifest'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { autoscalersIn } from './autoscalers.ts'
import { changesRequests, containerPoliciesOf } from './vertical-autoscalers.ts'

export const verticalAutoscalerBoundsArePossible: Check = {
  name: 'vertical-autoscaler-bounds-are-possible',
  question: 'limits',
  severity: 'error',
  why: 'The VerticalPodAutoscaler refuses a maxAllowed below its minAllowed. With a maxAllowed above what the largest node has, it can request more than any node has, and the pods are never scheduled.',
  remedy: 'Set maxAllowed to at least minAllowed, and to at most what a node has for pods.',
  source: 'https://github.com/kubernetes/autoscaler/blob/master/vertical-pod-autoscaler/docs/known-limitations.md',
  *run(context) {
    for (const autoscaler of autoscalersIn(context))
      if (autoscaler.isVertical)
        for (const { fields, pointer } of containerPoliciesOf(autoscaler))
          for (const resource of ['cpu', 'memory'] as const) {
            const problem = problemOf(fields, resource, changesRequests(autoscaler) ? largestNode(context) : {})
            if (problem !== undefined)
              yield { object: autoscaler.object, pointer: `${pointer}/maxAllowed/${resource}`, ...problem }
          }
  },
}

type Node = Readonly<Partial<Record<'cpu' | 'memory', number>>>

const largestNode = ({ environment }: CheckContext): Node => environment?.size?.largestNode ?? {}

function problemOf(
  policy: Mapping,
  resource: 'cpu' | 'memory',
  node: Node,
): Pick<Problem, 'message' | 'remedy'> | undefined {
  const [least, most] = [policy.minAllowed, policy.maxAllowed].map((amounts) => mappingOf(amounts)[resource])
  const [from, to] = [amountOf(least), amountOf(most)]
  if (to === undefined) return undefined
  if (from !== undefined && to < from)
    return { message: `maxAllowed of ${resource} is ${String(most)}, below minAllowed, which is ${String(least)}.` }
  const available = node[resource]
  if (available === undefined || to <= available) return undefined
  return {
    message: `maxAllowed of ${resource} is ${String(most)}, more than the largest node has for pods (size.largestNode).`,
    remedy: 'Set it to at most what the node has, minus the requests of the other containers of the pod.',
  }
}

/** Bytes, or processors. Undefined for a value that is not a quantity. */
function amountOf(value: unknown): number | undefined {
  const units = typeof value === 'string' || typeof value === 'number' ? nanoUnits(value) : undefined
  return units === undefined ? undefined : Number(units) / 1e9
}
