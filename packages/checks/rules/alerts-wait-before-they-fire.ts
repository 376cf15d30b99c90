import { parsePrometheusDuration } from '@thanos-gitops/workloads'
import { rulesIn, type SourcedRule } from '../configuration/rules.ts'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import {
  type BinaryExpression,
  type CallExpression,
  type Expression,
  isComparison,
  isScalar,
  type SelectorExpression,
  walk,
} from '../promql/expression.ts'
import { selectingAggregations } from '../promql/functions.ts'
import { formatSpan } from './format-span.ts'
import { excerptOf, inQuery } from './query-place.ts'
import { scrapeIntervalOf } from './scrape-intervals.ts'

export const alertsWaitBeforeTheyFire: Check = {
  name: 'alerts-wait-before-they-fire',
  question: 'rules',
  severity: 'warning',
  why: 'After a start, Prometheus scrapes its targets one after the other during one interval. Until then, absent() is true, and sums contain a part of the targets, so an alert without for fires at each restart.',
  remedy: 'Add for, with at least two scrape intervals.',
  source: 'https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/',
  *run(context) {
    for (const rule of rulesIn(context)) {
      const { expression } = rule.query ?? {}
      if (!rule.isAlert || expression === undefined) continue
      const wait = waitOf(rule)
      if (wait === undefined) continue
      for (const part of walk(expression)) {
        if (part.kind === 'call' && part.name === 'absent') yield* absentProblems(context, rule, part, wait)
        if (wait === 0 && part.kind === 'binary') yield* partialSums(rule, part)
      }
      yield* changingSelection(rule, expression)
    }
  },
}

/** Milliseconds of `for`; undefined for a value that does not parse. */
function waitOf({ fields }: SourcedRule): number | undefined {
  if (fields.for === undefined) return 0
  return parsePrometheusDuration(String(fields.for))
}

function* absentProblems(
  context: CheckContext,
  rule: SourcedRule,
  part: CallExpression,
  wait: number,
): Iterable<Problem> {
  const selector = [...walk(part)].find((inner): inner is SelectorExpression => inner.kind === 'selector')
  const interval = selector && scrapeIntervalOf(context, selector)
  const required = interval === undefined ? 1 : interval.milliseconds * 2
  if (wait >= required) return
  const duration = wait === 0 ? 'without for' : `with for: ${formatSpan(wait)}`
  yield {
    ...inQuery(rule, part),
    message: `${rule.title} fires ${duration} when ${excerptOf(rule, part)} has a result, also while Prometheus starts.`,
    ...(interval === undefined
      ? {}
      : { remedy: `Set for to at least ${formatSpan(required)}, two intervals of ${interval.source}.` }),
  }
}

/** A comparison of the quotient of two aggregations of different metrics. */
function* partialSums(rule: SourcedRule, part: BinaryExpression): Iterable<Problem> {
  if (!isComparison(part)) return
  const ratio = withoutFactors([part.left, part.right].find((side) => !isScalar(side)))
  if (ratio?.kind !== 'binary' || (ratio.operator !== '/' && ratio.operator !== '-')) return
  const metrics = [ratio.left, ratio.right].map(aggregatedMetric)
  if (metrics.some((metric) => metric === undefined) || metrics[0] === metrics[1]) return
  yield {
    ...inQuery(rule, ratio),
    message: `${rule.title} compares ${excerptOf(rule, ratio)} without for: after a restart, the two sides contain different targets.`,
  }
}

/** `a / b` of `100 * (a / b)` */
function withoutFactors(side: Expression | undefined): Expression | undefined {
  if (side?.kind !== 'binary' || isComparison(side)) return side
  if (isScalar(side.left)) return withoutFactors(side.right)
  if (isScalar(side.right)) return withoutFactors(side.left)
  // The grammar reads 100 * a / b as (100 * a) / b.
  const left = withoutFactors(side.left)
  return left === undefined ? side : { ...side, left }
}

/** The only metric of an aggregation of scraped series. */
function aggregatedMetric(side: Expression): string | undefined {
  if (side.kind !== 'aggregation') return undefined
  const metrics = [...walk(side)].flatMap((part) => (part.kind === 'selector' ? [part.metric ?? ''] : []))
  const [metric] = metrics
  return metrics.length === 1 && metric !== '' && metric?.includes(':') === false ? metric : undefined
}

/** topk without by selects other series at each evaluation. */
function* changingSelection(rule: SourcedRule, expression: Expression): Iterable<Problem> {
  const part = vectorOf(expression)
  if (part.kind !== 'aggregation' || part.grouping.place !== undefined) return
  if (!selectingAggregations.has(part.operator)) return
  yield {
    ...inQuery(rule, part),
    message: `${rule.title}: ${part.operator} selects other series at each evaluation, and each of them is another alert.`,
    remedy: `Remove ${part.operator}, or aggregate the series.`,
  }
}

/** The vector of comparisons with numbers. */
function vectorOf(expression: Expression): Expression {
  if (expression.kind !== 'binary') return expression
  if (isScalar(expression.right)) return vectorOf(expression.left)
  return isScalar(expression.left) ? vectorOf(expression.right) : expression
}
