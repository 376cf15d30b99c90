import { rulesIn } from '../configuration/rules.ts'
import type { Check } from '../engine/check.ts'
import { type BinaryExpression, type Expression, isScalar, walk } from '../promql/expression.ts'
import { isMissing } from '../promql/labels/label-state.ts'
import { labelAnalysisFor } from './query-labels.ts'
import { excerptOf, inQuery } from './query-place.ts'

export const orHasAnEffect: Check = {
  name: 'or-has-an-effect',
  question: 'rules',
  severity: 'warning',
  why: 'or returns series of its right side only if the left side has none with the same labels. After vector(0), which always has a result without labels, an aggregation without labels is never returned.',
  remedy: 'Put the default value on the right: sum(…) or vector(0).',
  source: 'https://prometheus.io/docs/prometheus/latest/querying/operators/#logical-set-binary-operators',
  *run(context) {
    for (const rule of rulesIn(context)) {
      const { expression } = rule.query ?? {}
      if (expression === undefined) continue
      const hasNoLabels = (part: Expression): boolean => {
        const { known, others } = labelAnalysisFor(context, rule)(part)
        return isMissing(others) && [...known.values()].every(isMissing)
      }
      for (const part of walk(expression))
        if (
          part.kind === 'binary' &&
          part.operator === 'or' &&
          isConstant(part.left) &&
          comparesNothing(part, hasNoLabels)
        )
          yield {
            ...inQuery(rule, part),
            message: `${rule.title}: ${excerptOf(rule, part.right)} is never returned, because ${excerptOf(rule, part.left)} always has a result.`,
          }
    }
  },
}

/** A vector without labels that always has a result: `vector(0)`. */
const isConstant = (part: Expression): boolean =>
  part.kind === 'call' && part.name === 'vector' && part.arguments.every(isScalar)

/** Whether all series of the right side match the one of the left side. */
const comparesNothing = ({ matching, right }: BinaryExpression, hasNoLabels: (part: Expression) => boolean): boolean =>
  (matching.isOn && matching.labels.length === 0) || (!matching.isOn && hasNoLabels(right))
