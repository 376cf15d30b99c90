import { rulesIn, type SourcedRule } from '../configuration/rules.ts'
import type { Check, Problem } from '../engine/check.ts'
import { type BinaryExpression, type Expression, isScalar, walk } from '../promql/expression.ts'
import { identityOf } from '../promql/labels/identity.ts'
import { type LabelSet, stateOf } from '../promql/labels/label-set.ts'
import { isMissing } from '../promql/labels/label-state.ts'
import { conflictOf } from '../promql/labels/matching.ts'
import { labelAnalysisFor } from './query-labels.ts'
import { inQuery } from './query-place.ts'

type LabelsOf = (expression: Expression) => LabelSet

export const sidesHaveTheSameLabels: Check = {
  name: 'sides-have-the-same-labels',
  question: 'rules',
  severity: 'warning',
  why: 'An operator without on or ignoring compares all labels. If its sides are aggregated by different labels, only series without those labels match, which usually do not exist: the query has no result.',
  remedy:
    'Aggregate both sides by the same labels, or add on (…), with group_left or group_right for the side with more labels.',
  source: 'https://prometheus.io/docs/prometheus/latest/querying/operators/#vector-matching',
  *run(context) {
    for (const rule of rulesIn(context)) {
      const { expression } = rule.query ?? {}
      if (expression === undefined) continue
      const labelsOf = labelAnalysisFor(context, rule)
      for (const part of walk(expression)) if (part.kind === 'binary') yield* differentLabels(rule, part, labelsOf)
    }
  },
}

function* differentLabels(rule: SourcedRule, part: BinaryExpression, labelsOf: LabelsOf): Iterable<Problem> {
  const { left, right, matching, operator } = part
  if (operator === 'or' || matching.place !== undefined || matching.isFilled || isScalar(left) || isScalar(right))
    return
  if (conflictOf(labelsOf(left), labelsOf(right), part) !== undefined) return
  const [ofLeft, ofRight] = [possibleIdentity(left, labelsOf), possibleIdentity(right, labelsOf)]
  if (ofLeft === undefined || ofRight === undefined) return
  const onlyLeft = ofLeft.filter((label) => !ofRight.includes(label))
  const onlyRight = ofRight.filter((label) => !ofLeft.includes(label))
  if (onlyLeft.length + onlyRight.length === 0) return
  const sides = [describe('left', onlyLeft), describe('right', onlyRight)].filter((text) => text !== undefined)
  yield {
    ...inQuery(rule, part),
    message: `${rule.title}: the sides of ${operator} have different labels: ${sides.join(', and ')}.`,
  }
}

/** The labels by which a side is aggregated, without those that it surely lacks. */
const possibleIdentity = (side: Expression, labelsOf: LabelsOf): readonly string[] | undefined =>
  identityOf(side)?.filter((label) => !isMissing(stateOf(labelsOf(side), label)))

const describe = (side: string, labels: readonly string[]): string | undefined =>
  labels.length === 0 ? undefined : `only the ${side} side has ${labels.join(', ')}`
