import { contentOf, mappingOf } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'
import { createsPods, mayMatchOtherObjects, podGroupsOf, podsSelectedBy } from '../engine/pod-groups.ts'
import { selectorRemedy } from '../engine/selector-remedy.ts'

export const budgetSelectsPods = {
  name: 'budget-selects-pods',
  question: 'selectors',
  severity: 'warning',
  why: 'A PodDisruptionBudget whose selector matches no pod does not protect any pod: a node drain can evict all replicas at the same time.',
  remedy: 'Set spec.selector to the selector of the workload.',
  source: 'https://kubernetes.io/docs/tasks/run-application/configure-pdb/',
  *run(context) {
    for (const budget of context.ofKind('PodDisruptionBudget')) {
      const { selector } = mappingOf(contentOf(budget).spec)
      const namespace = context.namespaceOf(budget)
      if (
        context.workloads.length === 0 ||
        podsSelectedBy(context, selector, namespace).length > 0 ||
        context.external.has('Pod', budget.object.metadata.name, namespace) ||
        mayMatchOtherObjects(context, selector)
      )
        continue
      const remedy = selectorRemedy(selector, podGroupsOf(context, namespace))
      if (remedy === undefined && createsPods(context)) continue
      yield {
        object: budget,
        pointer: '/spec/selector',
        message: 'its selector does not match the pods of any workload.',
        ...(remedy && { remedy }),
      }
    }
  },
} satisfies Check
