import { contentOf, mappingOf } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'
import { selectsOperatorPods } from '../engine/operator-pods.ts'

export const budgetSelectsPods = {
  name: 'budget-selects-pods',
  question: 'selectors',
  severity: 'error',
  why: 'A PodDisruptionBudget whose selector matches no pod does not protect any pod: a node drain can evict all replicas at the same time.',
  remedy: 'Set spec.selector to the selector of the workload.',
  source: 'https://kubernetes.io/docs/tasks/run-application/configure-pdb/',
  *run(context) {
    const { ofKind, selectedBy, namespaceOf, workloads } = context
    for (const budget of ofKind('PodDisruptionBudget')) {
      const { selector } = mappingOf(contentOf(budget).spec)
      if (
        workloads.length === 0 ||
        selectedBy(selector, namespaceOf(budget)).length > 0 ||
        selectsOperatorPods(context, selector, namespaceOf(budget))
      )
        continue
      yield {
        object: budget,
        pointer: '/spec/selector',
        message: 'its selector does not match the pods of any workload.',
      }
    }
  },
} satisfies Check
