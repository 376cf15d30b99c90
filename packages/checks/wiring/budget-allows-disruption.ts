import { contentOf, mappingOf } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'

export const budgetAllowsDisruption = {
  name: 'budget-allows-disruption',
  severity: 'error',
  why: 'Where a budget allows no pod to be away, a drain waits for ever: nodes cannot be upgraded, and an operator has to delete the budget at night.',
  remedy: 'Use maxUnavailable: 1, or more replicas than minAvailable asks for.',
  source: 'https://kubernetes.io/docs/tasks/run-application/configure-pdb/#identify-an-application-to-protect',
  *run({ ofKind, selectedBy, namespaceOf }) {
    for (const budget of ofKind('PodDisruptionBudget')) {
      const { selector, minAvailable, maxUnavailable } = mappingOf(contentOf(budget).spec)
      const workloads = selectedBy(selector, namespaceOf(budget))
      const pods = workloads.reduce((sum, { replicas = 0 }) => sum + replicas, 0)
      if (pods === 0 || workloads.some(({ replicas }) => replicas === undefined)) continue
      const names = workloads.map(({ kind, name, replicas }) => `${kind}/${name} with ${replicas}`).join(', ')
      if (maxUnavailable !== undefined && countOf(maxUnavailable, pods) === 0)
        yield {
          object: budget,
          pointer: '/spec/maxUnavailable',
          message: `maxUnavailable ${String(maxUnavailable)} lets no pod go.`,
        }
      if (minAvailable !== undefined && countOf(minAvailable, pods) >= pods)
        yield {
          object: budget,
          pointer: '/spec/minAvailable',
          message: `minAvailable ${String(minAvailable)} lets none of the ${pods} pods go (${names}).`,
        }
    }
  },
} satisfies Check

/** Percentages are rounded up, both of them: kubernetes, pkg/controller/disruption/disruption.go. */
const countOf = (value: unknown, pods: number): number =>
  typeof value === 'string' && value.endsWith('%') ? Math.ceil((parseInt(value, 10) * pods) / 100) : Number(value)
