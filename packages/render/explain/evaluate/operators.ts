import type { ESTree } from 'rolldown/utils'
import { evaluateIn, type Scope } from './scope.ts'
import { joined, opaque, type Point, plain, stringOf, type Traced, type TracedString, traced } from './traced.ts'

export function evaluateConditional(node: ESTree.ConditionalExpression, scope: Scope, at: Point): Traced {
  const test = plain(evaluateIn(scope, node.test))
  return test ? evaluateIn(scope, test.value ? node.consequent : node.alternate) : opaque(at)
}

export function evaluateUnary(node: ESTree.UnaryExpression, scope: Scope, at: Point): Traced {
  const value = plain(evaluateIn(scope, node.argument))
  if (value && node.operator === '!') return traced(!value.value, at)
  return typeof value?.value === 'number' && node.operator === '-' ? traced(-value.value, at) : opaque(at)
}

export function evaluateLogical(node: ESTree.LogicalExpression, scope: Scope, at: Point): Traced {
  const left = evaluateIn(scope, node.left)
  const value = plain(left)
  if (value === undefined) return left.type === 'opaque' ? opaque(at) : left
  return returnsLeft(node.operator, value.value) ? left : evaluateIn(scope, node.right)
}

function returnsLeft(operator: ESTree.LogicalExpression['operator'], value: unknown): boolean {
  if (operator === '&&') return !value
  return operator === '||' ? Boolean(value) : value !== null && value !== undefined
}

type Compute = (a: number, b: number) => unknown

const operators: Readonly<Record<string, Compute>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '**': (a, b) => a ** b,
  '===': (a, b) => a === b,
  '!==': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
}

export function evaluateBinary(node: ESTree.BinaryExpression, scope: Scope, at: Point): Traced {
  const operands = [evaluateIn(scope, node.left as ESTree.Expression), evaluateIn(scope, node.right)]
  const [left, right] = operands.map(plain)
  if (left === undefined || right === undefined) return opaque(at)
  if (node.operator === '+' && operands.some((operand) => operand.type === 'string'))
    return joined([asString(operands[0]!, left.value), asString(operands[1]!, right.value)], at)
  const compute = operators[node.operator]
  return compute ? traced(compute(left.value as number, right.value as number), at) : opaque(at)
}

const asString = (operand: Traced, value: unknown): TracedString =>
  operand.type === 'string' ? operand : stringOf(String(value), operand.at)
