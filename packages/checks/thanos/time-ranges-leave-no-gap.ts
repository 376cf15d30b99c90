import { lastValue, type Program, parsePrometheusDuration, parseTimeOrDuration } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { bucketOf } from './bucket.ts'
import { thanosPrograms } from './components.ts'
import { configOf } from './config-documents.ts'
import { inContainer, type ProblemPlace, placeOfFlag } from './places.ts'
import { sidecarPairs } from './prometheus.ts'
import { retentionOf } from './retention-outlasts-an-outage.ts'

export const timeRangesLeaveNoGap: Check = {
  name: 'time-ranges-leave-no-gap',
  id: 'TH022',
  question: 'data',
  severity: 'error',
  why: 'A store gateway whose time range ends before it begins does not start. Series between the ranges of two store gateways are missing in every response, without an error.',
  remedy: 'Let the ranges overlap. Leave --min-time of the oldest range and --max-time of the newest range unset.',
  source: 'https://thanos.io/tip/components/store.md/#time-based-partitioning',
  *run(context) {
    const storeRanges: TimeRange[] = []
    for (const program of thanosPrograms(context, 'store', 'compact', 'tools bucket web')) {
      const range = rangeOf(context, program)
      if (!range) continue
      if (range.from > range.to)
        yield {
          ...range.place,
          message: `the time range ends at ${lastValue(program, 'max-time') ?? 'now'}, before it begins at ${lastValue(program, 'min-time') ?? 'the first block'}.`,
        }
      else if (program.command === 'store') storeRanges.push(range)
    }
    for (const ranges of Map.groupBy(storeRanges, ({ blocks }) => blocks).values()) yield* gapProblems(ranges)
    yield* recentGaps(context, storeRanges)
  },
}

interface TimeRange {
  /** Equal for ranges that share a bucket. */
  readonly blocks: string
  /** In milliseconds from now; negative for the past. */
  readonly from: number
  readonly to: number
  readonly place: ProblemPlace
}

/** Undefined for a time that cannot be compared with now. */
function rangeOf(context: CheckContext, program: Program): TimeRange | undefined {
  const minTime = lastValue(program, 'min-time')
  const maxTime = lastValue(program, 'max-time')
  const from = minTime === undefined ? -Infinity : millisecondsFromNow(minTime)
  const to = maxTime === undefined ? Infinity : millisecondsFromNow(maxTime)
  if (from === undefined || to === undefined) return undefined
  // Hash shards have the same range as the other shards of their set.
  const isSharded = configOf(context, program, 'selector.relabel-config') !== undefined
  const hasRange = minTime !== undefined || maxTime !== undefined
  return {
    blocks: `${bucketOf(context, program)}${isSharded ? ' in shards' : ''}`,
    from,
    to,
    place: hasRange ? placeOfFlag(program, 'max-time', 'min-time') : inContainer(program.container),
  }
}

/** Undefined for a date: it cannot be compared with a duration. */
function millisecondsFromNow(text: string): number | undefined {
  if (text.startsWith('0000')) return -Infinity
  if (text.startsWith('9999')) return Infinity
  const parsed = parseTimeOrDuration(text)
  return parsed !== undefined && 'duration' in parsed ? parsed.duration : undefined
}

/** @param ranges those of one bucket */
function* gapProblems(ranges: readonly TimeRange[]): Iterable<Problem> {
  const sorted = [...ranges].sort((a, b) => a.from - b.from)
  const [oldest] = sorted
  if (!oldest) return
  if (oldest.from > -Infinity)
    yield {
      ...oldest.place,
      message: `no store gateway serves blocks that are older than ${inDays(-oldest.from)}.`,
      severity: 'warning',
    }
  let end = oldest.to
  for (const range of sorted.slice(1)) {
    if (range.from > end)
      yield {
        ...range.place,
        message: `no store gateway serves blocks that are between ${inDays(-range.from)} and ${inDays(-end)} old.`,
      }
    else if (range.from === end)
      yield { ...range.place, message: 'the ranges of two store gateways do not overlap.', severity: 'warning' }
    end = Math.max(end, range.to)
  }
}

/** Prometheus must have the series that are newer than the newest range. */
function* recentGaps(context: CheckContext, ranges: readonly TimeRange[]): Iterable<Problem> {
  const [newest] = [...ranges].sort((a, b) => b.to - a.to)
  if (!newest || newest.to >= 0) return
  for (const { prometheus } of sidecarPairs(context)) {
    const retention = parsePrometheusDuration(retentionOf(context, prometheus)?.text ?? '')
    if (retention !== undefined && retention > 0 && retention < -newest.to)
      yield {
        ...newest.place,
        message: `store gateways serve blocks that are older than ${inDays(-newest.to)}, but Prometheus keeps ${inDays(retention)} only.`,
      }
  }
}

/** `14 days`, with one decimal place. */
function inDays(milliseconds: number): string {
  const days = Math.round(milliseconds / 864e4) / 10
  return `${days} ${days === 1 ? 'day' : 'days'}`
}
