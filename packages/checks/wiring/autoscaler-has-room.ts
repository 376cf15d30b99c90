import type { Check } from '../engine/check.ts'
import { autoscalersIn } from './autoscalers.ts'

export const autoscalerHasRoom: Check = {
  name: 'autoscaler-has-room',
  question: 'availability',
  severity: 'warning',
  why: 'An autoscaler whose smallest and largest number of replicas are equal never changes the number of pods.',
  remedy: 'Increase the largest number, or set replicas in the workload and remove the autoscaler.',
  source: 'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/',
  *run(context) {
    for (const { object, spec, isVertical } of autoscalersIn(context)) {
      const isKeda = object.object.kind === 'ScaledObject'
      const [fewest, most] = isKeda
        ? [spec.minReplicaCount ?? 0, spec.maxReplicaCount ?? 100]
        : [spec.minReplicas ?? 1, spec.maxReplicas]
      if (!isVertical && fewest === most)
        yield {
          object,
          pointer: isKeda ? '/spec/maxReplicaCount' : '/spec/maxReplicas',
          message: `the smallest and the largest number of replicas are both ${String(most)}.`,
        }
    }
  },
}
