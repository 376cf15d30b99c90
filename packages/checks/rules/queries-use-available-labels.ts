import { rulesIn, type SourcedRule } from '../configuration/rules.ts'
import type { Check, Problem } from '../engine/check.ts'
import {
  type AggregationExpression,
  type BinaryExpression,
  type Expression,
  isScalar,
  walk,
} from '../promql/expression.ts'
import { type LabelSet, stateOf } from '../promql/labels/label-set.ts'
import { isMissing, type LabelState } from '../promql/labels/label-state.ts'
import { matches } from '../promql/labels/matcher-values.ts'
import { conflictOf } from '../promql/labels/matching.ts'
import { labelAnalysisFor } from './query-labels.ts'
import { inQuery } from './query-place.ts'

type LabelsOf = (expression: Expression) => LabelSet

export const queriesUseAvailableLabels: Check = {
  name: 'queries-use-available-labels',
  question: 'rules',
  severity: 'warning',
  why: 'An inner aggregation or operator removes labels. An outer by, on or group_left that uses one of them groups, matches or copies nothing.',
  remedy: 'Keep the label in the inner part, or remove it from the outer one.',
  source: 'https://prometheus.io/docs/prometheus/latest/querying/operators/#aggregation-operators',
  *run(context) {
    for (const rule of rulesIn(context)) {
      const { expression } = rule.query ?? {}
      if (expression === undefined) continue
      const labelsOf = labelAnalysisFor(context, rule)
      for (const part of walk(expression)) {
        if (part.kind === 'aggregation') yield* groupingProblems(rule, part, labelsOf)
        if (part.kind === 'binary') yield* matchingProblems(rule, part, labelsOf)
      }
    }
  },
}

function* groupingProblems(rule: SourcedRule, part: AggregationExpression, labelsOf: LabelsOf): Iterable<Problem> {
  const { grouping, inner } = part
  if (!grouping.isBy || grouping.place === undefined) return
  for (const label of grouping.labels) {
    const state = removedState(label, inner, labelsOf)
    if (state !== undefined)
      yield {
        ...inQuery(rule, grouping.place),
        message: `${rule.title}: by (${grouping.labels.join(', ')}) groups by ${label}, which no series has at this point${because(state)}.`,
      }
  }
}

function* matchingProblems(rule: SourcedRule, part: BinaryExpression, labelsOf: LabelsOf): Iterable<Problem> {
  const { matching, left, right } = part
  if (matching.place === undefined || isScalar(left) || isScalar(right)) return
  if (conflictOf(labelsOf(left), labelsOf(right), part) !== undefined) return
  const place = inQuery(rule, matching.place)
  if (matching.isOn)
    for (const label of matching.labels)
      for (const [name, side] of [
        ['left', left],
        ['right', right],
      ] as const) {
        const state = removedState(label, side, labelsOf)
        if (state === undefined) continue
        yield {
          ...place,
          message: `${rule.title}: on (${matching.labels.join(', ')}) compares ${label}, which the ${name} side never has${because(state)}.`,
        }
        break
      }
  const one = matching.group === 'left' ? right : left
  for (const label of matching.included) {
    const state = removedState(label, one, labelsOf)
    if (state !== undefined)
      yield {
        ...place,
        message: `${rule.title}: group_${matching.group} copies ${label}, which the other side never has${because(state)}.`,
      }
  }
}

/** The state of a label that an operation removes. A matcher such as `pod=""` excludes it on purpose. */
function removedState(label: string, expression: Expression, labelsOf: LabelsOf): LabelState | undefined {
  const state = stateOf(labelsOf(expression), label)
  return isMissing(state) && !isExcluded(label, expression) ? state : undefined
}

const isExcluded = (label: string, expression: Expression): boolean =>
  [...walk(expression)].some(
    (part) =>
      part.kind === 'selector' && part.matchers.some((matcher) => matcher.label === label && matches(matcher, '')),
  )

const because = ({ reason }: LabelState): string => (reason === undefined ? '' : ` (${reason})`)
