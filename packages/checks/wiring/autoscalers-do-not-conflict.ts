import type { Check, Problem } from '../engine/check.ts'
import { type Autoscaler, autoscalersIn, utilizationMetrics } from './autoscalers.ts'
import { changedResources } from './vertical-autoscalers.ts'

export const autoscalersDoNotConflict: Check = {
  name: 'autoscalers-do-not-conflict',
  question: 'availability',
  severity: 'error',
  why: 'Two autoscalers of one workload undo the changes of each other. If one changes the requests of which the other measures a percentage, the number of replicas swings.',
  remedy: 'Remove one of the autoscalers, or let them use different resources.',
  source: 'https://github.com/kubernetes/autoscaler/blob/master/vertical-pod-autoscaler/docs/known-limitations.md',
  *run(context) {
    const byTarget = Map.groupBy(
      autoscalersIn(context),
      ({ object, targetKind, targetName }) => `${context.namespaceOf(object)}/${targetKind}/${targetName}`,
    )
    for (const autoscalers of byTarget.values()) {
      const horizontal = autoscalers.filter(({ isVertical }) => !isVertical)
      const vertical = autoscalers.filter(({ isVertical }) => isVertical)
      yield* repeated(horizontal)
      yield* repeated(vertical)
      for (const one of horizontal) for (const other of vertical) yield* sharedResources(one, other)
    }
  },
}

const nameOf = ({ object }: Autoscaler): string => `${object.object.kind}/${object.object.metadata.name}`

function* repeated([first, ...others]: readonly Autoscaler[]): Iterable<Problem> {
  for (const other of others)
    yield {
      object: other.object,
      pointer: other.pointer,
      message: `${nameOf(first!)} also scales ${other.targetKind}/${other.targetName}.`,
    }
}

function* sharedResources(horizontal: Autoscaler, vertical: Autoscaler): Iterable<Problem> {
  const changed = changedResources(vertical)
  for (const { resource, pointer } of utilizationMetrics(horizontal))
    if (changed.includes(resource))
      yield {
        object: horizontal.object,
        pointer,
        message: `it measures a percentage of the requests for ${resource}, which ${nameOf(vertical)} changes.`,
        remedy: `Exclude ${resource} from controlledResources of ${nameOf(vertical)}, or set its updateMode to "Off".`,
      }
}
