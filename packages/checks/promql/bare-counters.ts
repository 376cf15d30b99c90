import { type Expression, isScalar, partsOf, type SelectorExpression } from './expression.ts'
import { changeFunctions, type KindOfMetric } from './sample-kind.ts'

/** Functions that read something else than the absolute value of their series. */
const safeFunctions: ReadonlySet<string> = new Set([
  ...changeFunctions,
  'absent',
  'absent_over_time',
  'present_over_time',
  'count_over_time',
  'timestamp',
])

/** The selectors of counters whose absolute values determine the result. */
export function bareCounters(expression: Expression, kindOfMetric: KindOfMetric): readonly SelectorExpression[] {
  const inner = (part: Expression): readonly SelectorExpression[] => bareCounters(part, kindOfMetric)
  switch (expression.kind) {
    case 'selector':
      return kindOfMetric(expression.metric)?.endsWith('counter') ? [expression] : []
    case 'call':
      return safeFunctions.has(expression.name) ? [] : expression.arguments.flatMap(inner)
    case 'aggregation':
      return expression.operator === 'count' || expression.operator === 'group' ? [] : inner(expression.inner)
    case 'binary': {
      const { operator, left, right } = expression
      // Only the existence of the right side matters.
      if (operator === 'unless' || operator === 'and') return inner(left)
      // A counter that is still 0 counted nothing; x != x offset 5m and x - x offset 5m show a change.
      if ((operator === '==' || operator === '!=') && [left, right].some(isZero)) return []
      if (!isScalar(left) && !isScalar(right) && readSameMetric(left, right)) return []
      return [...inner(left), ...inner(right)]
    }
    default:
      return partsOf(expression).flatMap(inner)
  }
}

const isZero = (expression: Expression): boolean => expression.kind === 'number' && expression.value === 0

/** Whether one side reads the metric of the other at another time. */
function readSameMetric(left: Expression, right: Expression): boolean {
  const [a, b] = [selectorsIn(left), selectorsIn(right)]
  return a.length === 1 && b.length === 1 && a[0]!.metric === b[0]!.metric && a[0]!.offset !== b[0]!.offset
}

const selectorsIn = (expression: Expression): readonly SelectorExpression[] =>
  expression.kind === 'selector' ? [expression] : partsOf(expression).flatMap(selectorsIn)
