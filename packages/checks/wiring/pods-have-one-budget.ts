import type { Check } from '../engine/check.ts'

export const podsHaveOneBudget: Check = {
  name: 'pods-have-one-budget',
  question: 'availability',
  severity: 'error',
  why: 'The API server refuses to evict a pod that two PodDisruptionBudgets select. A node drain then waits indefinitely.',
  remedy: 'Keep one of the budgets, or change the selectors so that they do not overlap.',
  source:
    'https://kubernetes.io/docs/tasks/run-application/configure-pdb/#arbitrary-controllers-and-selectors, https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/registry/core/pod/storage/eviction.go',
  *run(context) {
    for (const workload of context.workloads) {
      const [first, ...others] = context.budgetsOf(workload)
      for (const object of others)
        yield {
          object,
          pointer: '/spec/selector',
          message: `PodDisruptionBudget/${first!.object.metadata.name} also selects the pods of ${workload.kind}/${workload.name}.`,
        }
    }
  },
}
