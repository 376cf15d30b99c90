import type { LabelMatcher } from './analysis.ts'

/** Characters of the query. */
interface Place {
  readonly from: number
  readonly to: number
}

/** A part of a query. Parentheses, and modifiers such as `smoothed`, have no expression of their own. */
export type Expression =
  | NumberExpression
  | StringExpression
  | SelectorExpression
  | SubqueryExpression
  | UnaryExpression
  | AggregationExpression
  | CallExpression
  | BinaryExpression

export interface NumberExpression extends Place {
  readonly kind: 'number'
  /** Seconds for a duration such as `5m`. */
  readonly value: number
}

export interface StringExpression extends Place {
  readonly kind: 'string'
  readonly value: string
}

/** `up{job="a"}`, `up[5m] offset 1h` */
export interface SelectorExpression extends Place {
  readonly kind: 'selector'
  /** Undefined if a regular expression selects the name. */
  readonly metric: string | undefined
  readonly matchers: readonly LabelMatcher[]
  /** Undefined for an instant vector. */
  readonly range: Span | undefined
  /** Milliseconds; negative for the future. */
  readonly offset: number | undefined
  /** Whether `@` sets the time. */
  readonly isFixedInTime: boolean
}

/** `(…)[1h:5m]` */
export interface SubqueryExpression extends Place {
  readonly kind: 'subquery'
  readonly inner: Expression
  readonly range: Span
  /** Undefined for the default step. */
  readonly step: Span | undefined
  readonly offset: number | undefined
}

/** A duration in a query. `milliseconds` is undefined for an expression such as `range()`. */
export interface Span extends Place {
  readonly milliseconds: number | undefined
}

export interface UnaryExpression extends Place {
  readonly kind: 'unary'
  readonly isNegative: boolean
  readonly inner: Expression
}

export interface AggregationExpression extends Place {
  readonly kind: 'aggregation'
  /** `sum`, in lower case. */
  readonly operator: string
  /** The first argument of `topk`, `quantile` and `count_values`. */
  readonly parameter: Expression | undefined
  readonly inner: Expression
  readonly grouping: Grouping
}

/** `by (a)`; an aggregation without a modifier has `by ()`. */
export interface Grouping {
  readonly isBy: boolean
  readonly labels: readonly string[]
  /** Undefined without a modifier. */
  readonly place: Place | undefined
}

export interface CallExpression extends Place {
  readonly kind: 'call'
  readonly name: string
  readonly arguments: readonly Expression[]
}

export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '^'
  | 'atan2'
  | '=='
  | '!='
  | '>'
  | '<'
  | '>='
  | '<='
  | 'and'
  | 'or'
  | 'unless'

export interface BinaryExpression extends Place {
  readonly kind: 'binary'
  readonly operator: BinaryOperator
  readonly left: Expression
  readonly right: Expression
  /** Whether a comparison returns 0 or 1 instead of filtering. */
  readonly isBool: boolean
  readonly matching: Matching
}

/** How an operator of two vectors pairs their series. */
export interface Matching {
  /** Whether `labels` are those to compare; otherwise they are those to ignore. */
  readonly isOn: boolean
  readonly labels: readonly string[]
  readonly group: 'left' | 'right' | undefined
  /** The labels of `group_left` and `group_right`. */
  readonly included: readonly string[]
  /** Whether `fill` provides a value for series without a partner. */
  readonly isFilled: boolean
  /** Undefined without a clause. */
  readonly place: Place | undefined
}

const comparisons: ReadonlySet<string> = new Set(['==', '!=', '>', '<', '>=', '<='])

export const isComparison = ({ operator }: BinaryExpression): boolean => comparisons.has(operator)

export const isSetOperation = ({ operator }: BinaryExpression): boolean =>
  operator === 'and' || operator === 'or' || operator === 'unless'

const scalarFunctions: ReadonlySet<string> = new Set([
  'scalar',
  'time',
  'pi',
  'max_of',
  'min_of',
  'start',
  'end',
  'range',
  'step',
])

/** Whether the value is one number instead of series. */
export function isScalar(expression: Expression): boolean {
  switch (expression.kind) {
    case 'number':
      return true
    case 'unary':
      return isScalar(expression.inner)
    case 'binary':
      return isScalar(expression.left) && isScalar(expression.right)
    case 'call':
      return scalarFunctions.has(expression.name)
    default:
      return false
  }
}

/** The direct parts of an expression, in their order. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'subquery':
    case 'unary':
      return [expression.inner]
    case 'aggregation':
      return expression.parameter ? [expression.parameter, expression.inner] : [expression.inner]
    case 'call':
      return expression.arguments
    case 'binary':
      return [expression.left, expression.right]
    default:
      return []
  }
}

/** An expression and all its parts, outer ones first. */
export function* walk(expression: Expression): Generator<Expression> {
  yield expression
  for (const part of partsOf(expression)) yield* walk(part)
}
