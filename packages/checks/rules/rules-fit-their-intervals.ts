import { stringOf } from '@thanos-gitops/manifest'
import { lastValue, parsePrometheusDuration } from '@thanos-gitops/workloads'
import { rulesIn, type SourcedRule } from '../configuration/rules.ts'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { evaluationIntervalOf } from './evaluation-intervals.ts'
import { formatSpan } from './format-span.ts'
import { inRule } from './query-place.ts'

/** `--query.lookback-delta` of Prometheus. */
const defaultLookback = 300_000

export const rulesFitTheirIntervals: Check = {
  name: 'rules-fit-their-intervals',
  question: 'rules',
  severity: 'warning',
  why: 'A query finds a sample for five minutes. If a group is evaluated less often, its recorded series have gaps, and its alerts resolve and fire again. A for below the interval has the effect of one interval.',
  remedy: 'Set the interval of the group to 5m or less, and for to a multiple of the interval.',
  source: 'https://prometheus.io/docs/prometheus/latest/querying/basics/#staleness',
  *run(context) {
    const groups = new Set<unknown>()
    for (const rule of rulesIn(context)) {
      if (!groups.has(rule.group)) yield* longInterval(rule)
      groups.add(rule.group)
      yield* shortWait(context, rule)
    }
  },
}

function* longInterval(rule: SourcedRule): Iterable<Problem> {
  const { group, file, pointer } = rule
  const interval = parsePrometheusDuration(stringOf(group.interval) ?? '')
  if (interval === undefined || interval <= lookbackOf(rule)) return
  yield {
    object: file.object,
    pointer: pointer.replace(/\/rules\/\d+$/, '/interval'),
    message: `the group ${String(group.name)} is evaluated every ${formatSpan(interval)}, but a query finds its samples only for ${formatSpan(lookbackOf(rule))}.`,
  }
}

/** The longest lookback of the programs that read the file. */
function lookbackOf({ file }: SourcedRule): number {
  const lookbacks = file.readers.map((program) =>
    parsePrometheusDuration(lastValue(program, 'query.lookback-delta') ?? ''),
  )
  return Math.max(defaultLookback, ...lookbacks.filter((value) => value !== undefined))
}

function* shortWait(context: CheckContext, rule: SourcedRule): Iterable<Problem> {
  const wait = parsePrometheusDuration(stringOf(rule.fields.for) ?? '')
  const interval = evaluationIntervalOf(context, rule)
  if (!rule.isAlert || wait === undefined || wait === 0 || interval === undefined) return
  if (wait < interval.milliseconds)
    yield {
      ...inRule(rule, 'for'),
      message: `${rule.title} has for: ${formatSpan(wait)}, but is evaluated every ${formatSpan(interval.milliseconds)} (${interval.source}).`,
      remedy: `Set for to at least ${formatSpan(interval.milliseconds)}.`,
    }
}
