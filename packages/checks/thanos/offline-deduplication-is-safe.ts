import { type FlagUse, lastValue, type Program, usesOf } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { argumentsPlace, flagPlace } from '../engine/programs.ts'
import { bucketOf } from './bucket.ts'
import { thanosPrograms } from './components.ts'
import { replicaLabelFlags, writersIn } from './labels.ts'
import { streamsIn } from './streams.ts'

export const offlineDeduplicationIsSafe: Check = {
  name: 'offline-deduplication-is-safe',
  id: 'TH011',
  question: 'data',
  severity: 'error',
  why: 'Series that the compactor has merged cannot be separated again. A label by which no query merges is not a replica label, and merging by it loses series.',
  remedy:
    'Set --deduplication.replica-label only to labels that the query has as --query.replica-label, and set --deduplication.func=penalty for replicas of Prometheus.',
  source: 'https://thanos.io/tip/components/compact.md/#vertical-compactions',
  *run(context) {
    const queryLabels = new Set(
      thanosPrograms(context, 'query').flatMap((query) => replicaLabelFlags(query).map(({ value }) => value)),
    )
    for (const compactor of thanosPrograms(context, 'compact')) {
      const uses = usesOf(compactor, 'deduplication.replica-label')
      if (uses.length === 0 && mergesByPenalty(compactor))
        yield {
          ...argumentsPlace(compactor),
          message: 'deduplication by penalty requires a replica label, so the compactor does not start.',
          remedy: 'Add --deduplication.replica-label.',
        }
      for (const use of uses) yield* labelProblems(context, compactor, use, queryLabels)
      yield* noLabelLeft(context, compactor, uses)
    }
  },
}

const mergesByPenalty = (compactor: Program): boolean => lastValue(compactor, 'deduplication.func') === 'penalty'

/** @param queryLabels the replica labels of all queries */
function* labelProblems(
  context: CheckContext,
  compactor: Program,
  use: FlagUse,
  queryLabels: ReadonlySet<string | undefined>,
): Iterable<Problem> {
  const { value: label } = use
  if (label === undefined || label.includes('$(')) return
  const labels = label.split(',').map((text) => text.trim())
  if (queryLabels.size > 0 && labels.some((one) => !queryLabels.has(one)))
    yield { ...flagPlace(compactor, use), message: `the compactor merges by the label ${label}, but no query does.` }
  if (!mergesByPenalty(compactor) && isReplicaLabelOfPrometheus(context, label))
    yield {
      ...flagPlace(compactor, use),
      message:
        'replicas of Prometheus scrape at different times, so the default deduplication function keeps the samples of both.',
      severity: 'warning',
    }
}

/** A block needs an external label. */
function* noLabelLeft(context: CheckContext, compactor: Program, uses: readonly FlagUse[]): Iterable<Problem> {
  const removed = new Set(uses.flatMap(({ value }) => (value ?? '').split(',').map((label) => label.trim())))
  const bucket = bucketOf(context, compactor)
  const writer = streamsIn(context).find(
    ({ sinks, labels }) =>
      sinks.some(({ kind, id }) => kind === 'bucket' && id === bucket) &&
      [...labels.keys()].every((label) => removed.has(label)),
  )
  const use = uses[0]
  if (writer === undefined || use === undefined || writer.writer.program.command === 'receive') return
  yield {
    ...flagPlace(compactor, use),
    message: `deduplication removes all labels of ${writer.writer.program.container.workload.name}, so its blocks cannot be distinguished from those of other writers.`,
    remedy: 'Give the writer a label that identifies its cluster.',
  }
}

const isReplicaLabelOfPrometheus = (context: CheckContext, label: string): boolean =>
  writersIn(context).some(
    ({ program, labels }) =>
      program.name === 'prometheus' && labels.some(({ name, isPerPod }) => isPerPod && name === label),
  )
