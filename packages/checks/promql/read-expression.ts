import type { SyntaxNode } from '@lezer/common'
import { parsePrometheusDuration } from '@thanos-gitops/workloads'
import { argumentsOf, childrenOf, unquoted } from './analysis.ts'
import type {
  BinaryExpression,
  BinaryOperator,
  Expression,
  Grouping,
  Matching,
  SelectorExpression,
  Span,
} from './expression.ts'
import { readSelector } from './read-selector.ts'

/** The expression of a node without errors. */
export function readExpression(text: string, node: SyntaxNode): Expression {
  const { from, to } = node
  const source = (part: SyntaxNode): string => text.slice(part.from, part.to)
  switch (node.name) {
    case 'ParenExpr':
    case 'SmoothedExpr':
    case 'AnchoredExpr':
      return readExpression(text, childrenOf(node)[0]!)
    case 'StepInvariantExpr':
      return fixedInTime(readExpression(text, childrenOf(node)[0]!), to)
    case 'OffsetExpr':
      return withOffset(
        readExpression(text, childrenOf(node)[0]!),
        to,
        offsetOf(text, node.getChild('OffsetDurationExpr')),
      )
    case 'StringLiteral':
      return { kind: 'string', value: unquoted(source(node)), from, to }
    case 'VectorSelector':
      return readSelector(text, node)
    case 'MatrixSelector':
      return readMatrix(text, node)
    case 'SubqueryExpr': {
      const [range, step] = node.getChildren('DurationExpr').map((part) => readSpan(text, part))
      const inner = readExpression(text, childrenOf(node)[0]!)
      return { kind: 'subquery', inner, range: range!, step, offset: undefined, from, to }
    }
    case 'UnaryExpr': {
      const isNegative = source(childrenOf(node)[0]!) === '-'
      return { kind: 'unary', isNegative, inner: readExpression(text, childrenOf(node).at(-1)!), from, to }
    }
    case 'AggregateExpr':
      return readAggregation(text, node)
    case 'FunctionCall': {
      const name = source(node.getChild('FunctionIdentifier')!)
      return { kind: 'call', name, arguments: argumentsOf(node).map((part) => readExpression(text, part)), from, to }
    }
    case 'BinaryExpr':
      return readBinary(text, node)
    default:
      return { kind: 'number', value: readNumber(source(node)), from, to }
  }
}

function readMatrix(text: string, node: SyntaxNode): Expression {
  const inner = readExpression(text, childrenOf(node)[0]!)
  const range = node.getChild('DurationExpr')
  if (inner.kind !== 'selector' || range === null) return inner
  return { ...inner, range: readSpan(text, range), from: node.from, to: node.to } satisfies SelectorExpression
}

const fixedInTime = (expression: Expression, to: number): Expression =>
  atLastOperand(expression, to, (part) => (part.kind === 'selector' ? { ...part, isFixedInTime: true } : part))

const withOffset = (expression: Expression, to: number, offset: number | undefined): Expression =>
  atLastOperand(expression, to, (part) =>
    part.kind === 'selector' || part.kind === 'subquery' ? { ...part, offset } : part,
  )

/**
 * The grammar applies a modifier after `a - b offset 5m` to the difference, but Prometheus applies it to `b`.
 *
 * @param to the end of the modifier
 */
function atLastOperand(expression: Expression, to: number, change: (part: Expression) => Expression): Expression {
  if (expression.kind === 'binary') return { ...expression, to, right: atLastOperand(expression.right, to, change) }
  if (expression.kind === 'unary') return { ...expression, to, inner: atLastOperand(expression.inner, to, change) }
  return { ...change(expression), to }
}

function offsetOf(text: string, node: SyntaxNode | null): number | undefined {
  if (node === null) return undefined
  const source = text.slice(node.from, node.to).trim()
  return source.startsWith('-') ? negated(durationOf(source.slice(1))) : durationOf(source)
}

const negated = (value: number | undefined): number | undefined => (value === undefined ? undefined : -value)

const readSpan = (text: string, { from, to }: SyntaxNode): Span => ({
  milliseconds: durationOf(text.slice(from, to)),
  from,
  to,
})

/** A duration such as `5m`, or a number of seconds. */
function durationOf(source: string): number | undefined {
  const plain = source.trim()
  if (/^\d+(?:\.\d+)?$/.test(plain)) return Number(plain) * 1000
  return parsePrometheusDuration(plain)
}

function readNumber(source: string): number {
  const plain = source.replaceAll('_', '').toLowerCase()
  const sign = plain.startsWith('-') ? -1 : 1
  const unsigned = plain.replace(/^[+-]/, '')
  if (/^inf(?:inity)?$/.test(unsigned)) return sign * Number.POSITIVE_INFINITY
  const duration = /^(?:\d+[a-z]+)+$/.test(unsigned) ? parsePrometheusDuration(unsigned) : undefined
  return sign * (duration === undefined ? Number(unsigned) : duration / 1000)
}

function readAggregation(text: string, node: SyntaxNode): Expression {
  const parts = argumentsOf(node).map((part) => readExpression(text, part))
  return {
    kind: 'aggregation',
    operator: text.slice(node.getChild('AggregateOp')!.from, node.getChild('AggregateOp')!.to).toLowerCase(),
    parameter: parts.length > 1 ? parts[0] : undefined,
    inner: parts.at(-1)!,
    grouping: readGrouping(text, node.getChild('AggregateModifier')),
    from: node.from,
    to: node.to,
  }
}

function readGrouping(text: string, modifier: SyntaxNode | null): Grouping {
  if (modifier === null) return { isBy: true, labels: [], place: undefined }
  const { from, to } = modifier
  return {
    isBy: modifier.getChild('By') !== null,
    labels: labelsIn(text, modifier.getChild('GroupingLabels')),
    place: { from, to },
  }
}

const labelsIn = (text: string, list: SyntaxNode | null | undefined): readonly string[] =>
  [...(list?.getChildren('LabelName') ?? []), ...(list?.getChildren('QuotedLabelName') ?? [])].map(({ from, to }) =>
    unquoted(text.slice(from, to)),
  )

function readBinary(text: string, node: SyntaxNode): Expression {
  const parts = childrenOf(node)
  const operator = parts[1]!
  const left = readExpression(text, parts[0]!)
  const binary: BinaryExpression = {
    kind: 'binary',
    operator: text.slice(operator.from, operator.to).toLowerCase() as BinaryOperator,
    left,
    right: readExpression(text, parts.at(-1)!),
    isBool: node.getChild('BoolModifier') !== null,
    matching: readMatching(text, node),
    from: node.from,
    to: node.to,
  }
  return parts[0]!.name === 'OffsetExpr' || parts[0]!.name === 'StepInvariantExpr' ? reassociated(binary) : binary
}

/** The grammar reads `a > b offset 5m * 2` as `(a > b offset 5m) * 2`. */
function reassociated(binary: BinaryExpression): BinaryExpression {
  const { left } = binary
  if (left.kind !== 'binary' || precedenceOf(left.operator) >= precedenceOf(binary.operator)) return binary
  const right = reassociated({ ...binary, left: left.right, from: left.right.from })
  return { ...left, right, to: binary.to }
}

const precedences: Readonly<Record<string, number>> = { or: 1, and: 2, unless: 2, '+': 4, '-': 4, '^': 6 }

/** https://prometheus.io/docs/prometheus/latest/querying/operators/#binary-operator-precedence */
const precedenceOf = (operator: BinaryOperator): number =>
  precedences[operator] ?? (['*', '/', '%', 'atan2'].includes(operator) ? 5 : 3)

function readMatching(text: string, node: SyntaxNode): Matching {
  const isFilled = node.getChild('FillModifier') !== null
  const clause = node.getChild('MatchingModifierClause')
  if (clause === null) return { isOn: false, labels: [], group: undefined, included: [], isFilled, place: undefined }
  const group = clause.getChild('GroupLeft') ? 'left' : clause.getChild('GroupRight') ? 'right' : undefined
  const lists = clause.getChildren('GroupingLabels').map((list) => labelsIn(text, list))
  return {
    isOn: clause.getChild('On') !== null,
    labels: lists[0] ?? [],
    group,
    included: lists[1] ?? [],
    isFilled,
    place: { from: clause.from, to: clause.to },
  }
}
