import {
  lastValue,
  type Program,
  parsePrometheusDuration,
  parseTimeOrDuration,
  programTitle,
} from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { lineOf } from '../engine/line-of.ts'
import { bucketOf } from './bucket.ts'
import { hasFlag, servesSeries, thanosPrograms, usesObjectStorage } from './components.ts'
import { configOf } from './config-documents.ts'
import { inContainer, type ProblemPlace, placeOfFlag } from './places.ts'
import { sidecarPairs } from './prometheus.ts'
import { retentionOf } from './retention-outlasts-an-outage.ts'

export const timeRangesLeaveNoGap: Check = {
  name: 'time-ranges-leave-no-gap',
  id: 'TH022',
  question: 'data',
  severity: 'error',
  why: 'A store gateway whose time range ends before it begins does not start. Series between the ranges of two store gateways, or between them and Prometheus, are missing in every response, without an error.',
  remedy: 'Let the ranges overlap. Leave --min-time of the oldest range and --max-time of the newest range unset.',
  source: 'https://thanos.io/tip/components/store.md/#time-based-partitioning',
  *run(context) {
    const storeRanges: TimeRange[] = []
    for (const program of thanosPrograms(context, 'store', 'compact', 'tools bucket web')) {
      const range = rangeOf(context, program)
      if (!range) continue
      if (range.from > 0 && range.from < Infinity)
        yield {
          ...placeOfFlag(program, 'min-time'),
          message: `the time range begins in the future, at now + ${lastValue(program, 'min-time')}.`,
          remedy: `Write --min-time=-${lastValue(program, 'min-time')}.`,
        }
      else if (range.from > range.to)
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

/** Writers must serve the series that are newer than those of store gateways. */
function* recentGaps(context: CheckContext, ranges: readonly TimeRange[]): Iterable<Problem> {
  if (thanosPrograms(context, 'store').length === 0) return
  const [newest] = [...ranges].sort((a, b) => b.to - a.to)
  for (const recent of recentRanges(context)) {
    if (newest && newest.to < 0 && recent.age < -newest.to)
      yield {
        ...(recent.isLimited ? recent.place : newest.place),
        message: `store gateways serve blocks that are older than ${inDays(-newest.to)}${recent.isLimited ? ` (${lineOf(newest.place)})` : ''}, but ${recent.title} ${inDays(recent.age)} only (${lineOf(recent.place)}).`,
        remedy: `Set --max-time of the newest store gateways to -${inHours(recent.age)} or later, or let the other range begin earlier than ${inDays(-newest.to)} ago.`,
      }
    else if (recent.isLimited && recent.age < uploadAge + syncTime)
      yield {
        ...recent.place,
        message: `${recent.title} ${inDays(recent.age)} only, but a block is in the bucket 3 hours after its first sample at the earliest, and store gateways load it up to 15 minutes later.`,
        remedy: 'Set --min-time to -4h or earlier, or remove it.',
        ...(recent.age >= uploadAge && { severity: 'warning' }),
      }
  }
}

/** A block of two hours is complete after three. */
const uploadAge = 3 * 36e5

/** --sync-block-duration of store gateways. */
const syncTime = 15 * 6e4

interface RecentRange {
  /** `Prometheus keeps` */
  readonly title: string
  /** The age of the oldest series, in milliseconds. */
  readonly age: number
  /** Whether a flag hides older series that exist. */
  readonly isLimited: boolean
  readonly place: ProblemPlace
}

/** What Prometheus with its sidecar, receivers and rulers serve. */
const recentRanges = (context: CheckContext): RecentRange[] => [
  ...sidecarPairs(context).flatMap(({ prometheus, sidecar }) => [
    ...keptRange('Prometheus keeps', retentionOf(context, prometheus)),
    ...sidecarRange(sidecar),
  ]),
  ...thanosPrograms(context, 'receive', 'rule')
    .filter((program) => servesSeries(program) && usesObjectStorage(program) && hasFlag(program, 'tsdb.retention'))
    .flatMap((program) =>
      keptRange(`${programTitle(program)} keeps`, {
        text: lastValue(program, 'tsdb.retention') ?? '',
        place: placeOfFlag(program, 'tsdb.retention'),
      }),
    ),
]

function keptRange(
  title: string,
  retention: { readonly text: string; readonly place: ProblemPlace } | undefined,
): RecentRange[] {
  const age = parsePrometheusDuration(retention?.text ?? '')
  return retention !== undefined && age !== undefined && age > 0
    ? [{ title, age, isLimited: false, place: retention.place }]
    : []
}

function sidecarRange(sidecar: Program): RecentRange[] {
  const minTime = lastValue(sidecar, 'min-time')
  const from = minTime === undefined || !usesObjectStorage(sidecar) ? undefined : millisecondsFromNow(minTime)
  return from === undefined || from === -Infinity
    ? []
    : [{ title: 'the sidecar serves', age: -from, isLimited: true, place: placeOfFlag(sidecar, 'min-time') }]
}

/** `14 days`, with one decimal place; `3 hours` below two days. */
function inDays(milliseconds: number): string {
  const isShort = milliseconds < 48 * 36e5 && milliseconds % 864e5 !== 0
  const amount = Math.round((milliseconds / (isShort ? 36e5 : 864e5)) * 10) / 10
  return `${amount} ${isShort ? 'hour' : 'day'}${amount === 1 ? '' : 's'}`
}

const inHours = (milliseconds: number): string => `${Math.floor(milliseconds / 36e5)}h`
