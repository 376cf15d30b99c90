import { stringOf } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'
import { missingObjects } from '../engine/missing-objects.ts'

export const priorityClassExists = {
  name: 'priority-class-exists',
  question: 'references',
  severity: 'error',
  why: 'The API server refuses a pod whose PriorityClass does not exist: the workload has no pods, and only its events report the reason.',
  remedy: 'Render the PriorityClass, or use a class that Kubernetes creates.',
  source: 'https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/#pod-priority',
  *run(context) {
    const kind = 'PriorityClass'
    const references = context.workloads.flatMap(({ object, podSpec, podPointer }) => {
      const name = stringOf(podSpec.priorityClassName)
      return name ? [{ object, kind, name, namespace: '', pointer: `${podPointer}/priorityClassName` }] : []
    })
    yield* missingObjects(
      context,
      references,
      ({ name }) =>
        name.startsWith('system-') || context.find(kind, '', name) !== undefined || context.external.has(kind, name),
    )
  },
} satisfies Check
