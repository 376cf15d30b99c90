import { rulesIn, type SourcedRule } from '../configuration/rules.ts'
import type { Check, Problem } from '../engine/check.ts'
import { type BinaryExpression, type Expression, isScalar, walk } from '../promql/expression.ts'
import type { LabelSet } from '../promql/labels/label-set.ts'
import { isMissing, type LabelState } from '../promql/labels/label-state.ts'
import { conflictOf, type LabelConflict } from '../promql/labels/matching.ts'
import { labelAnalysisFor } from './query-labels.ts'
import { excerptOf, inQuery } from './query-place.ts'

export const vectorsCanMatch: Check = {
  name: 'vectors-can-match',
  question: 'rules',
  severity: 'error',
  why: 'An operator between two vectors pairs series with equal labels. If a label is always different, no series match: the query has no result, and the alert never fires.',
  remedy:
    'Compare only common labels with on (…), leave out the others with ignoring (…), or aggregate both sides by the same labels.',
  source: 'https://prometheus.io/docs/prometheus/latest/querying/operators/#vector-matching',
  *run(context) {
    for (const rule of rulesIn(context)) {
      const { expression } = rule.query ?? {}
      if (expression === undefined) continue
      const labelsOf = labelAnalysisFor(context, rule)
      const problems = [...walk(expression)].flatMap((part) =>
        part.kind === 'binary' ? [...mismatch(rule, part, labelsOf)] : [],
      )
      // A query often repeats a part.
      yield* new Map(problems.map((problem) => [problem.message, problem])).values()
    }
  },
}

function* mismatch(
  rule: SourcedRule,
  part: BinaryExpression,
  labelsOf: (expression: Expression) => LabelSet,
): Iterable<Problem> {
  if (part.operator === 'or' || isScalar(part.left) || isScalar(part.right)) return
  const conflict = conflictOf(labelsOf(part.left), labelsOf(part.right), part)
  // A side without any series has a problem of its own.
  if (conflict === undefined || conflict.left.values?.size === 0 || conflict.right.values?.size === 0) return
  const consequence = part.operator === 'unless' ? 'removes nothing' : 'has no result'
  yield {
    ...inQuery(rule, part),
    message: `${rule.title}: ${part.operator} ${consequence}, because no series of its two sides match: ${describe(conflict)}.`,
    detail: `left: ${excerptOf(rule, part.left)}\nright: ${excerptOf(rule, part.right)}`,
    ...(part.operator === 'unless' ? { severity: 'warning' } : {}),
  }
}

const describe = ({ name, left, right }: LabelConflict): string =>
  `the left side has ${describeState(name, left)}, and the right side has ${describeState(name, right)}`

function describeState(name: string, state: LabelState): string {
  const reason = state.reason === undefined ? '' : ` (${state.reason})`
  if (isMissing(state)) return `no label ${name}${reason}`
  const values = state.values === undefined ? [] : [...state.values].map((value) => JSON.stringify(value))
  return values.length === 0 ? `the label ${name}${reason}` : `${name} ${values.join(' or ')}${reason}`
}
