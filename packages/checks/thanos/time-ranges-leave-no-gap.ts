import {
  lastUse,
  lastValue,
  type Program,
  parsePrometheusDuration,
  parseTimeOrDuration,
} from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { flagPlace } from '../engine/programs.ts'
import { bucketOf } from './bucket.ts'
import { thanosPrograms } from './components.ts'
import { configOf } from './config-documents.ts'
import { sidecarPairs } from './prometheus.ts'
import { retentionOf } from './retention-outlasts-an-outage.ts'

export const timeRangesLeaveNoGap: Check = {
  name: 'time-ranges-leave-no-gap',
  id: 'TH022',
  severity: 'error',
  why: 'A store whose range ends before it begins does not start. Data between the ranges of two stores is missing in every answer, without an error.',
  remedy: 'Let the ranges overlap, the oldest begin at no time and the newest end at none.',
  source: 'https://thanos.io/tip/components/store.md/#time-based-partitioning',
  *run(context) {
    const ranges: TimeRange[] = []
    for (const program of thanosPrograms(context, 'store', 'compact', 'tools bucket web')) {
      const range = rangeOf(context, program)
      if (!range) continue
      if (range.from > range.to)
        yield {
          ...range.place,
          message: `the range ends at ${lastValue(program, 'max-time') ?? 'now'}, before it begins at ${lastValue(program, 'min-time') ?? 'the beginning'}.`,
        }
      else if (program.command === 'store') ranges.push(range)
    }
    for (const set of Map.groupBy(ranges, ({ bucket }) => bucket).values()) yield* gaps(set)
    yield* beforeNow(context, ranges)
  },
}

interface TimeRange {
  readonly bucket: string
  /** Milliseconds from now. */
  readonly from: number
  readonly to: number
  readonly place: Pick<Problem, 'object' | 'pointer' | 'offset'>
}

function rangeOf(context: CheckContext, program: Program): TimeRange | undefined {
  const from = fromNow(lastValue(program, 'min-time'), -Infinity)
  const to = fromNow(lastValue(program, 'max-time'), Infinity)
  const use = lastUse(program, 'max-time') ?? lastUse(program, 'min-time')
  // Shards by hash are read together with the other shards of the same range.
  const isSharded = configOf(context, program, 'selector.relabel-config') !== undefined
  if (from === undefined || to === undefined) return undefined
  const place = use
    ? flagPlace(program, use)
    : { object: program.container.workload.object, pointer: program.container.pointer }
  return { bucket: `${bucketOf(context, program)}${isSharded ? ' in shards' : ''}`, from, to, place }
}

/** Times that do not depend on now are not compared with those that do. */
function fromNow(text: string | undefined, otherwise: number): number | undefined {
  if (text === undefined) return otherwise
  if (text.startsWith('0000')) return -Infinity
  if (text.startsWith('9999')) return Infinity
  const parsed = parseTimeOrDuration(text)
  return parsed !== undefined && 'duration' in parsed ? parsed.duration : undefined
}

function* gaps(ranges: readonly TimeRange[]): Iterable<Problem> {
  const sorted = [...ranges].sort((a, b) => a.from - b.from)
  const [first] = sorted
  if (!first) return
  if (first.from > -Infinity) yield { ...first.place, message: 'no store serves what is older.', severity: 'warning' }
  let end = first.to
  for (const range of sorted.slice(1)) {
    if (range.from > end)
      yield { ...range.place, message: `no store serves what is between ${days(end)} and ${days(range.from)} old.` }
    else if (range.from === end)
      yield { ...range.place, message: 'the ranges of two stores meet without an overlap.', severity: 'warning' }
    end = Math.max(end, range.to)
  }
}

/** What is newer than the newest store comes from Prometheus. */
function* beforeNow(context: CheckContext, ranges: readonly TimeRange[]): Iterable<Problem> {
  const newest = ranges.reduce<TimeRange | undefined>(
    (best, range) => (best === undefined || range.to > best.to ? range : best),
    undefined,
  )
  if (!newest || newest.to >= 0) return
  for (const { prometheus } of sidecarPairs(context)) {
    const retention = parsePrometheusDuration(retentionOf(context, prometheus)?.text ?? '')
    if (retention !== undefined && retention > 0 && retention < -newest.to)
      yield {
        ...newest.place,
        message: `stores end at ${days(newest.to)}, and Prometheus keeps ${days(-retention)} only.`,
      }
  }
}

const days = (milliseconds: number): string => `${Math.round(-milliseconds / 864e4) / 10} days`
