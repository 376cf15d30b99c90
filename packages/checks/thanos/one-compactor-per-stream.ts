import { contentOf, mappingOf } from '@thanos-gitops/manifest'
import { lastValue, type Program, parseTimeOrDuration, type Workload } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { blockSelection, commonStream } from './block-selection.ts'
import { bucketOf } from './bucket.ts'
import { thanosPrograms } from './components.ts'
import { configOf } from './config-documents.ts'
import { inContainer } from './places.ts'

export const oneCompactorPerStream: Check = {
  name: 'one-compactor-per-stream',
  id: 'TH003',
  question: 'identities',
  severity: 'error',
  why: 'Two compactors on the same blocks create overlapping blocks, halt, and can lose data. A Deployment briefly runs two pods during a rollout.',
  remedy:
    'Run one replica of a StatefulSet for each set of blocks. Divide the blocks with disjoint --selector.relabel-config or time ranges.',
  source:
    'https://thanos.io/tip/components/compact.md/#warning-only-one-instance-of-compactor-may-run-against-a-single-stream-of-blocks-in-a-single-object-storage',
  *run(context) {
    const compactors = thanosPrograms(context, 'compact')
    for (const { container } of compactors) {
      yield* workloadProblems(container.workload)
      yield* autoscalerProblems(context, container.workload)
    }
    for (const [bucket, users] of Map.groupBy(compactors, (compactor) => bucketOf(context, compactor)))
      if (bucket !== undefined) yield* bucketProblems(context, users)
  },
}

function* workloadProblems({ object, kind, replicas }: Workload): Iterable<Problem> {
  const { strategy } = mappingOf(contentOf(object).spec)
  if (kind === 'DaemonSet') yield { object, pointer: '', message: 'a compactor runs on every node.' }
  if (replicas !== undefined && replicas > 1)
    yield { object, pointer: '/spec/replicas', message: `${replicas} compactors work on the same blocks.` }
  const { concurrencyPolicy = 'Allow' } = mappingOf(contentOf(object).spec)
  if (kind === 'CronJob' && concurrencyPolicy === 'Allow')
    yield {
      object,
      pointer: '/spec/concurrencyPolicy',
      message: 'a run that takes longer than the schedule works on the same blocks as the next one.',
      remedy: 'Set concurrencyPolicy: Forbid.',
    }
  if (kind === 'Deployment' && mappingOf(strategy).type !== 'Recreate')
    yield {
      object,
      pointer: '/spec/strategy',
      message: 'during a rollout, two compactors work on the same blocks.',
      remedy: 'Use a StatefulSet, or set `strategy: {type: Recreate}`.',
    }
}

function* autoscalerProblems(context: CheckContext, { kind, name }: Workload): Iterable<Problem> {
  for (const autoscaler of context.ofKind('HorizontalPodAutoscaler')) {
    const target = mappingOf(mappingOf(contentOf(autoscaler).spec).scaleTargetRef)
    if (target.kind === kind && target.name === name)
      yield {
        object: autoscaler,
        pointer: '/spec/scaleTargetRef',
        message: `the autoscaler can start several replicas of the compactor ${name}.`,
        remedy: 'Remove the HorizontalPodAutoscaler.',
      }
  }
}

/** @param compactors those of one bucket */
function* bucketProblems(context: CheckContext, compactors: readonly Program[]): Iterable<Problem> {
  for (const [index, compactor] of compactors.entries())
    for (const other of compactors.slice(0, index))
      if (!areDisjoint(context, compactor, other))
        yield {
          ...inContainer(compactor.container),
          message: `the compactor ${other.container.workload.name} works on the same blocks.`,
        }
}

/** Different selectors are disjoint unless a stream is found that both select. `hash-shards-are-complete` checks the shards. */
function areDisjoint(context: CheckContext, compactor: Program, other: Program): boolean {
  const [one, two] = [compactor, other].map((program) => blockSelector(context, program))
  const differ = one !== undefined && two !== undefined && one !== two
  if (differ && commonStream(blockSelection(context, compactor), blockSelection(context, other)) === undefined)
    return true
  return endsBefore(compactor, other) || endsBefore(other, compactor)
}

/** Whether the time range of one compactor ends before that of another begins. A date cannot be compared with a duration. */
export function endsBefore(one: Program, other: Program): boolean {
  const [end, begin] = [lastValue(one, 'max-time'), lastValue(other, 'min-time')].map((text) =>
    parseTimeOrDuration(text ?? ''),
  )
  if (end === undefined || begin === undefined) return false
  if ('time' in end && 'time' in begin) return end.time <= begin.time
  if ('duration' in end && 'duration' in begin) return end.duration <= begin.duration
  return true
}

export const blockSelector = (context: CheckContext, program: Program): string | undefined =>
  configOf(context, program, 'selector.relabel-config')?.text.replaceAll(
    /\$\(([^)]+)\)/g,
    (reference, name: string) =>
      program.container.environment.find((variable) => variable.name === name)?.value ?? reference,
  )
