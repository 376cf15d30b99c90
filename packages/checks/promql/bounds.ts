import type { AggregationExpression, BinaryExpression, CallExpression, Expression } from './expression.ts'
import { isComparison, isScalar } from './expression.ts'

/** Values from `min` to `max`, both included. NaN is possible besides. */
export interface Bounds {
  readonly min: number
  readonly max: number
}

const infinite = Number.POSITIVE_INFINITY
export const anyValue: Bounds = { min: -infinite, max: infinite }
const notNegative: Bounds = { min: 0, max: infinite }
const exactly = (value: number): Bounds => (Number.isNaN(value) ? anyValue : { min: value, max: value })

/** The values that the samples of a metric can have. */
export type BoundsOfMetric = (metric: string | undefined) => Bounds

/** The values that a query and its parts can have. */
export function createBoundsAnalysis(boundsOfMetric: BoundsOfMetric): (expression: Expression) => Bounds {
  const boundsOf = (expression: Expression): Bounds => {
    switch (expression.kind) {
      case 'number':
        return exactly(expression.value)
      case 'selector':
        return boundsOfMetric(expression.metric)
      case 'subquery':
        return boundsOf(expression.inner)
      case 'unary': {
        const { min, max } = boundsOf(expression.inner)
        return expression.isNegative ? { min: -max, max: -min } : { min, max }
      }
      case 'aggregation':
        return boundsOfAggregation(boundsOf(expression.inner), expression)
      case 'call':
        return boundsOfCall(boundsOf, expression)
      case 'binary':
        return boundsOfBinary(boundsOf, expression)
      default:
        return anyValue
    }
  }
  return boundsOf
}

type BoundsOf = (expression: Expression) => Bounds

const sumOf = ({ min, max }: Bounds): Bounds => ({ min: min >= 0 ? min : -infinite, max: max <= 0 ? max : infinite })

function boundsOfAggregation(inner: Bounds, { operator }: AggregationExpression): Bounds {
  switch (operator) {
    case 'sum':
      return sumOf(inner)
    // An aggregation of no series has no result instead of 0.
    case 'count':
    case 'count_values':
      return { min: 1, max: infinite }
    case 'group':
      return exactly(1)
    case 'stddev':
    case 'stdvar':
      return notNegative
    case 'quantile':
      return anyValue
    default:
      return inner
  }
}

const boundsByFunction: Readonly<Record<string, Bounds>> = {
  absent: exactly(1),
  absent_over_time: exactly(1),
  present_over_time: exactly(1),
  count_over_time: { min: 1, max: infinite },
  rate: notNegative,
  irate: notNegative,
  increase: notNegative,
  resets: notNegative,
  changes: notNegative,
  stddev_over_time: notNegative,
  stdvar_over_time: notNegative,
  abs: notNegative,
  sqrt: notNegative,
  exp: notNegative,
  time: notNegative,
  timestamp: notNegative,
  histogram_count: notNegative,
  sgn: { min: -1, max: 1 },
  minute: { min: 0, max: 59 },
  hour: { min: 0, max: 23 },
  day_of_week: { min: 0, max: 6 },
  day_of_month: { min: 1, max: 31 },
  day_of_year: { min: 1, max: 366 },
  days_in_month: { min: 28, max: 31 },
  month: { min: 1, max: 12 },
}

const unchanged: ReadonlySet<string> = new Set([
  'vector',
  'scalar',
  'sort',
  'sort_desc',
  'sort_by_label',
  'sort_by_label_desc',
  'label_replace',
  'label_join',
  'avg_over_time',
  'min_over_time',
  'max_over_time',
  'last_over_time',
  'first_over_time',
])

function boundsOfCall(boundsOf: BoundsOf, { name, arguments: parts }: CallExpression): Bounds {
  const fixed = boundsByFunction[name]
  if (fixed !== undefined) return fixed
  const [first, ...more] = parts
  if (first === undefined) return anyValue
  const inner = boundsOf(first)
  if (unchanged.has(name)) return inner
  const [a, b] = more.map(boundsOf)
  switch (name) {
    case 'sum_over_time':
      return sumOf(inner)
    case 'floor':
      return { min: Math.floor(inner.min), max: Math.floor(inner.max) }
    case 'ceil':
      return { min: Math.ceil(inner.min), max: Math.ceil(inner.max) }
    case 'clamp_min':
      return a ? { min: Math.max(inner.min, a.min), max: Math.max(inner.max, a.max) } : anyValue
    case 'clamp_max':
      return a ? { min: Math.min(inner.min, a.min), max: Math.min(inner.max, a.max) } : anyValue
    case 'clamp':
      return a && b ? { min: Math.max(inner.min, a.min), max: Math.min(inner.max, b.max) } : anyValue
    default:
      return anyValue
  }
}

function boundsOfBinary(boundsOf: BoundsOf, expression: BinaryExpression): Bounds {
  const [left, right] = [boundsOf(expression.left), boundsOf(expression.right)]
  if (isComparison(expression)) return boundsOfComparison(left, right, expression)
  switch (expression.operator) {
    case 'and':
    case 'unless':
      return left
    case 'or':
      return hull([left, right].flatMap(({ min, max }) => [min, max]))
    case '+':
      return hull([left.min + right.min, left.max + right.max])
    case '-':
      return hull([left.min - right.max, left.max - right.min])
    case '*':
      return hull([left.min * right.min, left.min * right.max, left.max * right.min, left.max * right.max])
    case '/':
    case '%':
    case '^':
      return left.min >= 0 && right.min >= 0 ? notNegative : anyValue
    default:
      return anyValue
  }
}

/** The smallest bounds that contain all values. NaN, as of Inf - Inf, makes them unknown. */
const hull = (values: readonly number[]): Bounds =>
  values.some(Number.isNaN) ? anyValue : { min: Math.min(...values), max: Math.max(...values) }

/** A filter keeps the values of its left side, or those of its vector. */
function boundsOfComparison(left: Bounds, right: Bounds, expression: BinaryExpression): Bounds {
  if (expression.isBool) return { min: 0, max: 1 }
  return isScalar(expression.left)
    ? filtered(right, mirrored[expression.operator] ?? expression.operator, left)
    : filtered(left, expression.operator, right)
}

const mirrored: Readonly<Record<string, string>> = { '>': '<', '<': '>', '>=': '<=', '<=': '>=' }

function filtered(bounds: Bounds, operator: string, threshold: Bounds): Bounds {
  switch (operator) {
    case '>':
    case '>=':
      return { min: Math.max(bounds.min, threshold.min), max: bounds.max }
    case '<':
    case '<=':
      return { min: bounds.min, max: Math.min(bounds.max, threshold.max) }
    case '==':
      return { min: Math.max(bounds.min, threshold.min), max: Math.min(bounds.max, threshold.max) }
    default:
      return bounds
  }
}

/** Whether a comparison is false for all values, or true for all values. Undefined if it depends on them. */
export function outcomeOf(left: Bounds, operator: string, right: Bounds): 'never' | 'always' | undefined {
  const areDisjoint = left.max < right.min || left.min > right.max
  switch (operator) {
    case '>':
      return outcome(left.max <= right.min, left.min > right.max)
    case '>=':
      return outcome(left.max < right.min, left.min >= right.max)
    case '<':
    case '<=':
      return outcomeOf(right, mirrored[operator]!, left)
    case '==':
      return outcome(areDisjoint, isOneValue(left, right))
    default:
      return outcome(isOneValue(left, right), areDisjoint)
  }
}

const outcome = (isNever: boolean, isAlways: boolean): 'never' | 'always' | undefined =>
  isNever ? 'never' : isAlways ? 'always' : undefined

const isOneValue = (a: Bounds, b: Bounds): boolean => a.min === a.max && b.min === b.max && a.min === b.min

/** Whether the values can be NaN, which no comparison but != keeps: the result of a division or of most functions. */
export const canBeNaN = (expression: Expression): boolean => {
  switch (expression.kind) {
    case 'number':
      return Number.isNaN(expression.value)
    case 'selector':
      return false
    case 'binary':
      return ['/', '%', '^'].includes(expression.operator) || canBeNaN(expression.left) || canBeNaN(expression.right)
    case 'aggregation':
    case 'subquery':
    case 'unary':
      return canBeNaN(expression.inner)
    case 'call':
      return !['rate', 'increase', 'irate', 'changes', 'resets', 'count_over_time', 'absent'].includes(expression.name)
    default:
      return true
  }
}
