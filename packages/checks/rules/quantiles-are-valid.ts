import { rulesIn, type SourcedRule } from '../configuration/rules.ts'
import type { Check, Problem } from '../engine/check.ts'
import { type CallExpression, type Expression, walk } from '../promql/expression.ts'
import { type LabelSet, stateOf } from '../promql/labels/label-set.ts'
import { isMissing } from '../promql/labels/label-state.ts'
import { labelAnalysisFor } from './query-labels.ts'
import { inQuery } from './query-place.ts'

type LabelsOf = (expression: Expression) => LabelSet

export const quantilesAreValid: Check = {
  name: 'quantiles-are-valid',
  question: 'rules',
  severity: 'error',
  why: 'histogram_quantile returns nothing for buckets without the label le, and NaN for a single bucket. A quantile below 0 or above 1 is infinite. An alert on the result never fires, or always.',
  remedy: 'Keep le in the aggregation of the buckets: histogram_quantile(0.99, sum by (le) (rate(…_bucket[5m]))).',
  source: 'https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile',
  *run(context) {
    for (const rule of rulesIn(context)) {
      const { expression } = rule.query ?? {}
      if (expression === undefined) continue
      for (const part of walk(expression)) {
        yield* levelProblems(rule, part)
        if (part.kind === 'call' && part.name === 'histogram_quantile')
          yield* bucketProblems(rule, part, labelAnalysisFor(context, rule))
      }
    }
  },
}

/** The number of `quantile`, `quantile_over_time` and `histogram_quantile`. */
function* levelProblems(rule: SourcedRule, part: Expression): Iterable<Problem> {
  const level =
    part.kind === 'aggregation' && part.operator === 'quantile'
      ? part.parameter
      : part.kind === 'call' && /^(?:quantile_over_time|histogram_quantile)$/.test(part.name)
        ? part.arguments[0]
        : undefined
  if (level?.kind !== 'number' || (level.value >= 0 && level.value <= 1)) return
  yield {
    ...inQuery(rule, level),
    message: `${rule.title}: ${level.value} is not a quantile.`,
    remedy: level.value <= 100 && level.value > 0 ? `Write ${level.value / 100}.` : 'Use a number from 0 to 1.',
  }
}

function* bucketProblems(rule: SourcedRule, part: CallExpression, labelsOf: LabelsOf): Iterable<Problem> {
  const buckets = part.arguments[1]
  if (buckets === undefined) return
  const metrics = [...walk(buckets)].flatMap((inner) => (inner.kind === 'selector' ? (inner.metric ?? []) : []))
  const state = stateOf(labelsOf(buckets), 'le')
  // A native histogram has no buckets with le.
  if (isMissing(state) && metrics.some((metric) => metric.endsWith('_bucket')))
    yield {
      ...inQuery(rule, buckets),
      message: `${rule.title}: histogram_quantile has no buckets, because they have no label le${state.reason === undefined ? '' : ` (${state.reason})`}.`,
    }
  const other = metrics.find((metric) => /_(?:sum|count)$/.test(metric))
  if (other !== undefined)
    yield {
      ...inQuery(rule, buckets),
      message: `${rule.title}: histogram_quantile requires buckets, but ${other} is not a histogram.`,
      remedy: `Use ${other.replace(/_(?:sum|count)$/, '_bucket')}.`,
    }
}
