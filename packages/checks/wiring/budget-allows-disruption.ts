import { contentOf, mappingOf, type SourcedObject } from '@thanos-gitops/manifest'
import type { Workload } from '@thanos-gitops/workloads'
import type { Check, Problem } from '../engine/check.ts'
import { fewestReplicas } from './autoscalers.ts'

export const budgetAllowsDisruption = {
  name: 'budget-allows-disruption',
  question: 'availability',
  severity: 'error',
  why: 'If a budget allows no disruption, a node drain waits indefinitely. You cannot upgrade the node until you change or delete the budget.',
  remedy: 'Set maxUnavailable: 1, or run more replicas than minAvailable requires.',
  source: 'https://kubernetes.io/docs/tasks/run-application/configure-pdb/#identify-an-application-to-protect',
  *run(context) {
    for (const budget of context.ofKind('PodDisruptionBudget')) {
      const { selector } = mappingOf(contentOf(budget).spec)
      const workloads = context.selectedBy(selector, context.namespaceOf(budget))
      const replicas = workloads.map((workload) => fewestReplicas(context, workload))
      const pods = replicas.reduce<number>((sum, count = 0) => sum + count, 0)
      if (workloads.length === 0 || replicas.includes(undefined)) yield* problemsOfAnyCount(budget)
      else if (pods > 0) yield* problemsOf(budget, pods, workloads)
    }
  },
} satisfies Check

function* problemsOf(object: SourcedObject, pods: number, workloads: readonly Workload[]): Generator<Problem> {
  const { minAvailable, maxUnavailable } = mappingOf(contentOf(object).spec)
  const names = workloads.map(({ kind, name }) => `${kind}/${name}`)
  const podsPhrase = pods === 1 ? 'the only pod' : `the ${pods} pods`
  const noDisruption = `allows no disruption of ${podsPhrase} of ${names.join(', ')}.`
  if (maxUnavailable !== undefined && podCount(maxUnavailable, pods) === 0)
    yield {
      object,
      pointer: '/spec/maxUnavailable',
      message: `maxUnavailable: ${String(maxUnavailable)} ${noDisruption}`,
    }
  if (minAvailable !== undefined && podCount(minAvailable, pods) >= pods)
    yield {
      object,
      pointer: '/spec/minAvailable',
      message: `minAvailable: ${String(minAvailable)} ${noDisruption}`,
    }
}

/** The problems of a budget whose number of pods the manifests do not show. */
function* problemsOfAnyCount(object: SourcedObject): Generator<Problem> {
  const { minAvailable, maxUnavailable } = mappingOf(contentOf(object).spec)
  if (maxUnavailable !== undefined && podCount(maxUnavailable, 100) === 0)
    yield {
      object,
      pointer: '/spec/maxUnavailable',
      message: `maxUnavailable: ${String(maxUnavailable)} allows no disruption of any number of pods.`,
    }
  if (minAvailable === '100%')
    yield {
      object,
      pointer: '/spec/minAvailable',
      message: 'minAvailable: 100% allows no disruption of any number of pods.',
    }
}

/** Kubernetes rounds the percentages of both fields up: kubernetes, pkg/controller/disruption/disruption.go. */
const podCount = (value: unknown, pods: number): number =>
  typeof value === 'string' && value.endsWith('%') ? Math.ceil((parseInt(value, 10) * pods) / 100) : Number(value)
