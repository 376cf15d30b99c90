import { rulesIn, type SourcedRule } from '../configuration/rules.ts'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { type CallExpression, type SelectorExpression, type SubqueryExpression, walk } from '../promql/expression.ts'
import { evaluationIntervalOf } from './evaluation-intervals.ts'
import { formatSpan } from './format-span.ts'
import { inQuery } from './query-place.ts'
import { recordingRules } from './recorded-rules.ts'
import { type SampleInterval, scrapeIntervalOf } from './scrape-intervals.ts'

export const rangesContainEnoughSamples: Check = {
  name: 'ranges-contain-enough-samples',
  question: 'rules',
  severity: 'warning',
  why: 'rate, increase and similar functions need two samples in their range. With a range below four intervals, one or two failed or late scrapes leave no result, and the alert is reset; with a range of one interval, there is never a result.',
  remedy: 'Make the range at least four times as long as the interval between samples.',
  source: 'https://www.robustperception.io/what-range-should-i-use-with-rate/',
  *run(context) {
    for (const rule of rulesIn(context)) {
      const { expression } = rule.query ?? {}
      if (expression === undefined) continue
      for (const part of walk(expression)) if (part.kind === 'call') yield* shortRange(context, rule, part)
    }
  },
}

/** Functions of two or more samples. */
const ofTwoSamples: ReadonlySet<string> = new Set([
  'rate',
  'irate',
  'increase',
  'delta',
  'idelta',
  'deriv',
  'predict_linear',
  'changes',
  'resets',
  'double_exponential_smoothing',
  'holt_winters',
])

function* shortRange(context: CheckContext, rule: SourcedRule, part: CallExpression): Iterable<Problem> {
  const input = part.arguments.find(
    (argument) => argument.kind === 'subquery' || (argument.kind === 'selector' && argument.range !== undefined),
  )
  if (input?.kind !== 'subquery' && input?.kind !== 'selector') return
  const range = input.range?.milliseconds
  const interval = intervalOf(context, input)
  if (range === undefined || interval === undefined || range === 0) return
  const problem = problemOf(part.name, range, interval.milliseconds, input.kind === 'subquery')
  if (problem === undefined) return
  yield {
    ...inQuery(rule, input.range ?? input),
    message: `${rule.title}: the range of ${part.name} is ${formatSpan(range)}, but the interval between samples is ${formatSpan(interval.milliseconds)} (${interval.source}), so ${problem.consequence}.`,
    remedy: `Make the range at least ${formatSpan(interval.milliseconds * problem.factor)}.`,
    ...(problem.isCertain ? { severity: 'error' } : {}),
  }
}

interface RangeProblem {
  readonly consequence: string
  readonly factor: number
  readonly isCertain: boolean
}

function problemOf(name: string, range: number, interval: number, isSubquery: boolean): RangeProblem | undefined {
  if (!ofTwoSamples.has(name))
    return range < interval
      ? { consequence: 'some evaluations find no sample', factor: 1, isCertain: false }
      : undefined
  // A range includes its end, but not its start.
  if (range <= interval)
    return { consequence: 'it never contains two samples', factor: isSubquery ? 2 : 4, isCertain: true }
  // A subquery evaluates each step, so no sample of it is late.
  if (isSubquery || range >= interval * 4) return undefined
  return { consequence: 'one or two missing samples leave no result', factor: 4, isCertain: false }
}

/** How often samples of a selector are written, or the step of a subquery. */
function intervalOf(context: CheckContext, input: SelectorExpression | SubqueryExpression): SampleInterval | undefined {
  if (input.kind === 'subquery')
    return input.step?.milliseconds === undefined
      ? undefined
      : { milliseconds: input.step.milliseconds, source: 'the step of the subquery' }
  if (input.metric === undefined) return undefined
  const rules = recordingRules(context).get(input.metric)
  if (rules === undefined) return input.metric.includes(':') ? undefined : scrapeIntervalOf(context, input)
  const intervals = rules.map((recording) => evaluationIntervalOf(context, recording))
  return intervals.every((interval) => interval !== undefined)
    ? intervals.toSorted((a, b) => a.milliseconds - b.milliseconds)[0]
    : undefined
}
