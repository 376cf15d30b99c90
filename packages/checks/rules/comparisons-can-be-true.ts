import { rulesIn, type SourcedRule } from '../configuration/rules.ts'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { type Bounds, outcomeOf } from '../promql/bounds.ts'
import { contradictionIn } from '../promql/contradiction.ts'
import { type BinaryExpression, isComparison, isScalar, walk } from '../promql/expression.ts'
import { boundsAnalysis } from './metric-bounds.ts'
import { excerptOf, inQuery } from './query-place.ts'

export const comparisonsCanBeTrue: Check = {
  name: 'comparisons-can-be-true',
  question: 'rules',
  severity: 'error',
  why: 'A comparison that is always false returns nothing, so the alert never fires and the recording rule writes no series. For example, count() of no series has no result instead of 0.',
  remedy: 'Correct the threshold or the operator. To detect that no series exist, use absent().',
  source: 'https://prometheus.io/docs/prometheus/latest/querying/operators/#comparison-binary-operators',
  *run(context) {
    for (const rule of rulesIn(context)) {
      const { expression } = rule.query ?? {}
      if (expression === undefined) continue
      for (const part of walk(expression))
        if (part.kind === 'binary') {
          yield* falseComparison(context, rule, part)
          if (part.operator === 'and') yield* contradiction(rule, part)
        }
    }
  },
}

function* falseComparison(context: CheckContext, rule: SourcedRule, part: BinaryExpression): Iterable<Problem> {
  if (!isComparison(part) || part.isBool || (isScalar(part.left) && isScalar(part.right))) return
  const boundsOf = boundsAnalysis(context)
  const [left, right] = [boundsOf(part.left), boundsOf(part.right)]
  if (outcomeOf(left, part.operator, right) !== 'never') return
  const bounded = isScalar(part.left) ? part.right : part.left
  const bounds = isScalar(part.left) ? right : left
  yield {
    ...inQuery(rule, part),
    message: `${rule.title}: ${excerptOf(rule, part)} is never true: ${excerptOf(rule, bounded)} is ${describe(bounds)}.`,
  }
}

function* contradiction(rule: SourcedRule, part: BinaryExpression): Iterable<Problem> {
  const found = contradictionIn(part, ({ from, to }) => String(rule.fields.expr).slice(from, to).replaceAll(/\s+/g, ''))
  if (found === undefined) return
  yield {
    ...inQuery(rule, found.second),
    message: `${rule.title}: ${excerptOf(rule, found.first)} and ${excerptOf(rule, found.second)} are never true together.`,
    remedy: 'Correct one of the thresholds, or write or.',
  }
}

function describe({ min, max }: Bounds): string {
  if (min === max) return `always ${min}`
  if (max === Number.POSITIVE_INFINITY) return `${min} or more`
  return min === Number.NEGATIVE_INFINITY ? `${max} or less` : `between ${min} and ${max}`
}
