import { contentOf, copiesThatCanFail, mappingOf, type SourcedObject } from '@thanos-gitops/manifest'
import { type Program, valueOrDefault } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { lineOf } from '../engine/line-of.ts'
import { isRouter, thanosPrograms } from './components.ts'
import { hashringOf } from './hashring.ts'
import { placeOfFlag } from './places.ts'

export const receiversKeepAQuorum: Check = {
  name: 'receivers-keep-a-quorum',
  question: 'availability',
  severity: 'warning',
  why: 'A receiver accepts a series when more than half of its copies are written. While more receivers are down than that allows, for example during a node drain, writes fail, and Prometheus repeats them.',
  remedy:
    'Set maxUnavailable of the PodDisruptionBudget to (replication factor - 1) / 2, and use an odd replication factor.',
  source:
    'https://thanos.io/tip/components/receive.md/, https://github.com/thanos-io/thanos/blob/v0.42.4/pkg/receive/handler.go',
  *run(context) {
    for (const receiver of thanosPrograms(context, 'receive')) {
      const factor = Number(valueOrDefault(receiver, 'receive.replication-factor') ?? 1)
      if (factor < 2 || hashringOf(context, receiver) === undefined) continue
      if (factor > 2 && factor % 2 === 0)
        yield {
          ...placeOfFlag(receiver, 'receive.replication-factor'),
          message: `a replication factor of ${factor} stores one more copy than ${factor - 1}, and writes do not survive more failures.`,
          remedy: `Set --receive.replication-factor=${factor - 1}.`,
        }
      if (!isRouter(receiver)) yield* budgetProblems(context, receiver, factor)
    }
  },
}

function* budgetProblems(context: CheckContext, receiver: Program, factor: number): Iterable<Problem> {
  const { workload } = receiver.container
  const allowed = copiesThatCanFail(factor)
  for (const budget of context.budgetsOf(workload)) {
    const disrupted = disruptionsOf(budget, workload.replicas ?? 1)
    if (disrupted === undefined || disrupted.pods <= allowed) continue
    yield {
      object: budget,
      pointer: `/spec/${disrupted.field}`,
      message: `a drain can stop ${disrupted.pods} receivers of ${workload.name}, but with the replication factor ${factor} (${lineOf(placeOfFlag(receiver, 'receive.replication-factor'))}) writes survive ${allowed}.`,
      remedy: `Set maxUnavailable: ${allowed}.`,
    }
  }
}

function disruptionsOf(
  budget: SourcedObject,
  replicas: number,
): { readonly pods: number; readonly field: string } | undefined {
  const { maxUnavailable, minAvailable } = mappingOf(contentOf(budget).spec)
  const count = (value: unknown): number =>
    typeof value === 'string' && value.endsWith('%') ? Math.ceil((parseInt(value, 10) * replicas) / 100) : Number(value)
  if (maxUnavailable !== undefined) return { pods: Math.min(count(maxUnavailable), replicas), field: 'maxUnavailable' }
  return minAvailable === undefined ? undefined : { pods: replicas - count(minAvailable), field: 'minAvailable' }
}
