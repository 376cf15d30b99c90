// Evaluates the expressions that base files consist of: literals, spreads, names, members, templates, calls of small functions.
// The value of another expression is opaque: its place is that of the whole expression, which is less exact but not wrong.
import type { ESTree } from 'rolldown/utils'
import { evaluateCall, functionOf } from './functions.ts'
import { evaluateList, evaluateMapping, evaluateTemplate, keyOf } from './literals.ts'
import { evaluateBinary, evaluateConditional, evaluateLogical, evaluateUnary } from './operators.ts'
import { evaluateIn, type Scope } from './scope.ts'
import { opaque, type Point, plain, type Traced, traced, usedAt } from './traced.ts'

export function evaluate(node: ESTree.Expression, scope: Scope): Traced {
  const at: Point = { file: scope.file, offset: node.start }
  switch (node.type) {
    case 'Literal':
      return traced(node.value, at)
    case 'TemplateLiteral':
      return evaluateTemplate(node, scope, at)
    case 'ArrayExpression':
      return evaluateList(node, scope, at)
    case 'ObjectExpression':
      return evaluateMapping(node, scope, at)
    case 'Identifier':
      return node.name === 'undefined' ? traced(undefined, at) : usedAt(scope.lookUp(node.name), at)
    case 'MemberExpression':
      return evaluateMember(node, scope, at)
    case 'CallExpression':
      return evaluateCall(node, scope, at)
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return functionOf(node, scope, at)
    case 'ConditionalExpression':
      return evaluateConditional(node, scope, at)
    case 'LogicalExpression':
      return evaluateLogical(node, scope, at)
    case 'BinaryExpression':
      return evaluateBinary(node as ESTree.BinaryExpression, scope, at)
    case 'UnaryExpression':
      return evaluateUnary(node, scope, at)
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'ParenthesizedExpression':
    case 'ChainExpression':
      return evaluate(node.expression, scope)
    default:
      return opaque(at)
  }
}

type Steps = readonly (string | number)[]

/** The value at some steps of an expression. Evaluates only the parts on the way, where the expression is a literal. */
export function evaluateAt(node: ESTree.Expression, steps: Steps, scope: Scope): Traced | undefined {
  const [step, ...rest] = steps
  if (step === undefined) return evaluate(node, scope)
  switch (node.type) {
    case 'TSSatisfiesExpression':
    case 'TSAsExpression':
    case 'ParenthesizedExpression':
      return evaluateAt(node.expression, steps, scope)
    case 'ArrayExpression':
    case 'ObjectExpression': {
      const child = isLiteral(node) ? childOf(node, step, scope) : 'evaluate'
      if (child !== 'evaluate') return child && evaluateAt(child, rest, scope)
    }
  }
  return stepInto(evaluate(node, scope), steps)
}

type Collection = ESTree.ArrayExpression | ESTree.ObjectExpression

/** Whether a list or an object has no spread and no computed key. */
const isLiteral = (node: Collection): boolean =>
  node.type === 'ArrayExpression'
    ? node.elements.every((element) => element !== null && element.type !== 'SpreadElement')
    : node.properties.every((property) => property.type !== 'SpreadElement' && !property.computed)

function childOf(node: Collection, step: string | number, scope: Scope): ESTree.Expression | undefined {
  if (node.type === 'ArrayExpression')
    return (node.elements[Number(step)] ?? undefined) as ESTree.Expression | undefined
  const property = node.properties.find((one) => one.type !== 'SpreadElement' && keyOf(one, scope)?.value === step)
  return property === undefined || property.type === 'SpreadElement' ? undefined : (property.value as ESTree.Expression)
}

export const stepInto = (value: Traced | undefined, steps: Steps): Traced | undefined =>
  steps.reduce<Traced | undefined>((found, step) => {
    if (found?.type === 'mapping') return found.fields.get(String(step))?.value
    return found?.type === 'list' ? found.items[Number(step)] : undefined
  }, value)

function evaluateMember(node: ESTree.MemberExpression, scope: Scope, at: Point): Traced {
  const parent = evaluateIn(scope, node.object as ESTree.Expression)
  const key = node.computed
    ? plain(evaluateIn(scope, node.property))?.value
    : (node.property as ESTree.IdentifierName).name
  if (parent.type === 'mapping' && typeof key === 'string')
    return usedAt(parent.fields.get(key)?.value ?? traced(undefined, at), at)
  if (node.optional && isMissing(parent)) return traced(undefined, at)
  if (parent.type === 'list' && typeof key === 'number') return usedAt(parent.items[key] ?? traced(undefined, at), at)
  if (key !== 'length') return opaque(at)
  if (parent.type === 'list') return traced(parent.items.length, at)
  return parent.type === 'string' ? traced(parent.value.length, at) : opaque(at)
}

const isMissing = (value: Traced): boolean =>
  value.type === 'scalar' && (value.value === undefined || value.value === null)
