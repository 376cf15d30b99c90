import { rulesIn, type SourcedRule } from '../configuration/rules.ts'
import type { Check, Problem } from '../engine/check.ts'
import { type BinaryExpression, type Expression, isScalar, isSetOperation, walk } from '../promql/expression.ts'
import { unmatchedLabels } from '../promql/labels/identity.ts'
import { type LabelSet, stateOf } from '../promql/labels/label-set.ts'
import { conflictOf } from '../promql/labels/matching.ts'
import { labelAnalysisFor } from './query-labels.ts'
import { excerptOf, inQuery } from './query-place.ts'

type LabelsOf = (expression: Expression) => LabelSet

export const matchesAreUnique: Check = {
  name: 'matches-are-unique',
  question: 'rules',
  severity: 'warning',
  why: 'An operator between two vectors fails if several series match one series of the other side, so the rule has no result. It works while only one series exists, and fails when a second one appears.',
  remedy: 'Aggregate by the compared labels only, or add group_left or group_right for the side with several series.',
  source: 'https://prometheus.io/docs/prometheus/latest/querying/operators/#many-to-one-and-one-to-many-vector-matches',
  *run(context) {
    for (const rule of rulesIn(context)) {
      const { expression } = rule.query ?? {}
      if (expression === undefined) continue
      const labelsOf = labelAnalysisFor(context, rule)
      for (const part of walk(expression)) if (part.kind === 'binary') yield* severalMatches(rule, part, labelsOf)
    }
  },
}

function* severalMatches(rule: SourcedRule, part: BinaryExpression, labelsOf: LabelsOf): Iterable<Problem> {
  const { left, right, matching } = part
  if (isSetOperation(part) || isScalar(left) || isScalar(right) || matching.place === undefined) return
  if (conflictOf(labelsOf(left), labelsOf(right), part) !== undefined) return
  const sides = [
    ['left', left],
    ['right', right],
  ] as const
  for (const [name, side] of sides) {
    // Several series of this side may match one series of the other.
    if (matching.group === name) continue
    const labels = unmatchedLabels(side, part).filter((label) => stateOf(labelsOf(side), label).values?.size !== 1)
    if (labels.length === 0) continue
    yield {
      ...inQuery(rule, matching.place),
      message: `${rule.title}: several series of the ${name} side match one series, because ${excerptOf(rule, matching.place)} does not compare ${labels.join(' and ')}.`,
    }
    return
  }
}
