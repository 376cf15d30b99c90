import { rulesIn, type SourcedRule } from '../configuration/rules.ts'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { type CallExpression, type Expression, walk } from '../promql/expression.ts'
import { kindOf } from '../promql/sample-kind.ts'
import { metricKinds } from './metric-kinds.ts'
import { excerptOf, inQuery } from './query-place.ts'

const forCounters: ReadonlySet<string> = new Set(['rate', 'irate', 'increase', 'resets'])
const forGauges: ReadonlySet<string> = new Set(['delta', 'idelta', 'deriv', 'predict_linear'])

export const functionsFitMetricTypes: Check = {
  name: 'functions-fit-metric-types',
  question: 'rules',
  severity: 'warning',
  why: 'rate and increase interpret each decrease as a restart of a counter: over a gauge or over a sum of counters they return values that never happened. delta, deriv and predict_linear over a counter are wrong after each restart.',
  remedy: 'Use rate or increase for counters, before any aggregation, and delta, deriv or changes for gauges.',
  source: 'https://prometheus.io/docs/prometheus/latest/querying/functions/#rate',
  *run(context) {
    for (const rule of rulesIn(context)) {
      const { expression } = rule.query ?? {}
      if (expression === undefined) continue
      for (const part of walk(expression)) if (part.kind === 'call') yield* unfit(context, rule, part)
    }
  },
}

function* unfit(context: CheckContext, rule: SourcedRule, part: CallExpression): Iterable<Problem> {
  const [input] = part.arguments
  if (input === undefined || !(forCounters.has(part.name) || forGauges.has(part.name))) return
  const kind = kindOf(input, metricKinds(context))
  if (kind === undefined) return
  const name = nameOf(rule, input)
  const message = forCounters.has(part.name) ? problemOfRate(kind, name) : problemOfDelta(kind, name)
  if (message !== undefined)
    yield {
      ...inQuery(rule, part),
      message: `${rule.title}: ${part.name} of ${message}.`,
      remedy: remedyFor(part.name, kind),
    }
}

const problemOfRate = (kind: string, name: string): string | undefined =>
  kind === 'gauge'
    ? `${name}, which is a gauge`
    : kind === 'summed counter'
      ? `${name}, which is an aggregation of counters: the restart of one process looks like a restart of all`
      : undefined

const problemOfDelta = (kind: string, name: string): string | undefined =>
  kind === 'gauge' ? undefined : `${name}, which is a counter`

/** The metric of a selector, or the part of a query. */
const nameOf = (rule: SourcedRule, input: Expression): string =>
  input.kind === 'selector' && input.metric !== undefined ? input.metric : excerptOf(rule, input)

function remedyFor(name: string, kind: string): string {
  if (forGauges.has(name)) return 'Use increase or rate.'
  if (kind === 'summed counter') return 'Apply the function to the counters first, and then aggregate: sum(rate(…)).'
  return name === 'resets' ? 'Use changes.' : 'Use delta, deriv or changes.'
}
