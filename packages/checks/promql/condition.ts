import {
  type BinaryExpression,
  type Expression,
  isComparison,
  isScalar,
  type SelectorExpression,
} from './expression.ts'

/** A part of a query that always has a result while its series exist. */
export interface Unconditional {
  readonly part: Expression
  readonly reason: 'no comparison' | 'bool' | 'constant' | 'always true'
}

export interface ConditionFacts {
  /** Whether the series of a selector exist only under a condition, such as those of ALERTS. */
  isConditional(selector: SelectorExpression): boolean
  /** Whether a comparison is true for all values. */
  isAlwaysTrue(comparison: BinaryExpression): boolean
}

/**
 * The parts of a query because of which it always has a result: one for each side of `or` without a condition. Empty if the
 * result depends on a comparison, on the absence of series, or on metrics that exist only under a condition.
 */
export function unconditionalParts(expression: Expression, facts: ConditionFacts): readonly Unconditional[] {
  const parts = (inner: Expression): readonly Unconditional[] => unconditionalParts(inner, facts)
  switch (expression.kind) {
    case 'number':
      return [{ part: expression, reason: 'constant' }]
    case 'selector':
      return facts.isConditional(expression) ? [] : [{ part: expression, reason: 'no comparison' }]
    case 'subquery':
    case 'unary':
      return parts(expression.inner)
    case 'aggregation':
      return outer(expression, parts(expression.inner))
    case 'call':
      return unconditionalCall(expression.name, expression.arguments, expression, parts)
    case 'binary':
      return unconditionalBinary(expression, parts, facts)
    default:
      return []
  }
}

type PartsOf = (inner: Expression) => readonly Unconditional[]

function unconditionalBinary(
  expression: BinaryExpression,
  partsOf: PartsOf,
  { isAlwaysTrue }: ConditionFacts,
): readonly Unconditional[] {
  const { operator, left, right, isBool } = expression
  if (operator === 'unless') return []
  if (isComparison(expression)) {
    if (isBool) return [{ part: expression, reason: 'bool' }]
    if (!isAlwaysTrue(expression)) return []
  }
  const sides = [left, right].map((side) => ({ isScalar: isScalar(side), parts: partsOf(side) }))
  if (operator === 'or') return sides.flatMap(({ parts }) => parts)
  // Both sides must have a result.
  if (sides.some((side) => !side.isScalar && side.parts.length === 0)) return []
  if (isComparison(expression)) return [{ part: expression, reason: 'always true' }]
  return operator === 'and'
    ? sides[0]!.parts
    : outer(
        expression,
        sides.flatMap(({ parts }) => parts),
      )
}

function unconditionalCall(
  name: string,
  parts: readonly Expression[],
  expression: Expression,
  unconditional: PartsOf,
): readonly Unconditional[] {
  if (name === 'absent' || name === 'absent_over_time') return []
  // scalar() has a result for each input: NaN.
  if (isScalar(expression) || name === 'vector' || parts.length === 0) return [{ part: expression, reason: 'constant' }]
  const vector = parts.find((part) => part.kind !== 'string' && !isScalar(part))
  return vector === undefined ? [{ part: expression, reason: 'constant' }] : outer(expression, unconditional(vector))
}

/** The larger part, for the message: `sum(x)` instead of `x`. */
const outer = (expression: Expression, inner: readonly Unconditional[]): readonly Unconditional[] =>
  inner.length === 1 || inner.every(({ reason }) => reason === 'no comparison')
    ? inner.slice(0, 1).map(({ reason }) => ({ part: expression, reason }))
    : inner
