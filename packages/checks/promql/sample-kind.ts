import {
  type AggregationExpression,
  type BinaryExpression,
  type CallExpression,
  type Expression,
  isComparison,
  isScalar,
} from './expression.ts'

/**
 * How values change over time. A counter only increases, until its process restarts; a summed counter decreases when one of its
 * processes restarts.
 */
export type SampleKind = 'counter' | 'summed counter' | 'gauge'

/** Undefined for a metric whose type is unknown. */
export type KindOfMetric = (metric: string | undefined) => SampleKind | undefined

/** Functions of the changes of a series. */
export const changeFunctions = [
  'rate',
  'irate',
  'increase',
  'resets',
  'changes',
  'delta',
  'idelta',
  'deriv',
  'predict_linear',
] as const

/** Functions whose result is a gauge, whatever they read. */
const gaugeFunctions: ReadonlySet<string> = new Set([
  ...changeFunctions,
  'count_over_time',
  'avg_over_time',
  'stddev_over_time',
  'stdvar_over_time',
  'present_over_time',
  'absent',
  'absent_over_time',
  'histogram_quantile',
  'histogram_avg',
  'histogram_fraction',
])

const keepingFunctions: ReadonlySet<string> = new Set([
  'label_replace',
  'label_join',
  'sort',
  'sort_desc',
  'last_over_time',
])

/** The kind of the result of a query or a part of it. Undefined if it is unknown. */
export function kindOf(expression: Expression, kindOfMetric: KindOfMetric): SampleKind | undefined {
  const inner = (part: Expression): SampleKind | undefined => kindOf(part, kindOfMetric)
  switch (expression.kind) {
    case 'selector':
      return kindOfMetric(expression.metric)
    case 'subquery':
      return inner(expression.inner)
    case 'unary':
      return inner(expression.inner) === 'gauge' ? 'gauge' : undefined
    case 'aggregation':
      return kindOfAggregation(inner(expression.inner), expression)
    case 'call':
      return kindOfCall(inner, expression)
    case 'binary':
      return kindOfBinary(inner, expression)
    default:
      return undefined
  }
}

type KindOf = (expression: Expression) => SampleKind | undefined

function kindOfAggregation(inner: SampleKind | undefined, { operator }: AggregationExpression): SampleKind | undefined {
  switch (operator) {
    case 'count':
    case 'count_values':
    case 'group':
    case 'stddev':
    case 'stdvar':
      return 'gauge'
    case 'topk':
    case 'bottomk':
    case 'limitk':
    case 'limit_ratio':
      return inner
    default:
      return inner === 'counter' ? 'summed counter' : inner
  }
}

function kindOfCall(inner: KindOf, { name, arguments: parts }: CallExpression): SampleKind | undefined {
  if (gaugeFunctions.has(name)) return 'gauge'
  if (parts[0] && /^(?:sum|min|max)_over_time$|^(?:abs|ceil|floor|round|clamp(?:_min|_max)?)$/.test(name))
    return inner(parts[0]) === 'gauge' ? 'gauge' : undefined
  return keepingFunctions.has(name) && parts[0] ? inner(parts[0]) : undefined
}

function kindOfBinary(inner: KindOf, expression: BinaryExpression): SampleKind | undefined {
  const { operator, left, right, isBool } = expression
  if (isComparison(expression) && isBool) return 'gauge'
  if (operator === 'and' || operator === 'unless') return inner(left)
  if (isScalar(left)) return kindWithNumber(inner(right), operator === '*')
  if (isScalar(right)) return kindWithNumber(inner(left), operator === '*' || operator === '/')
  const [a, b] = [inner(left), inner(right)]
  if (operator === 'or' || (a === 'gauge' && b === 'gauge')) return a === b ? a : undefined
  const areCounters = [a, b].every((kind) => kind === 'counter' || kind === 'summed counter')
  return operator === '+' && areCounters ? 'summed counter' : undefined
}

const kindWithNumber = (kind: SampleKind | undefined, isScaled: boolean): SampleKind | undefined =>
  isScaled || kind === 'gauge' ? kind : undefined
