// Evaluates the expressions that base files are made of: literals, spreads, names, members, templates, calls of small
// functions. What it does not know is opaque: it then stands where the expression stands, which is less exact and not wrong.
import type { ESTree } from 'rolldown/utils'
import { callMethod } from './methods.ts'
import {
  joined,
  opaque,
  type Point,
  plain,
  type Traced,
  type TracedField,
  type TracedText,
  textOf,
  traced,
} from './traced.ts'

/** What the names of a file or a function mean. */
export interface Scope {
  readonly file: string
  lookUp(name: string): Traced | undefined
}

export function evaluate(node: ESTree.Expression, scope: Scope): Traced {
  const at: Point = { file: scope.file, offset: node.start }
  switch (node.type) {
    case 'Literal':
      return traced(node.value, at)
    case 'TemplateLiteral':
      return template(node, scope, at)
    case 'ArrayExpression':
      return list(node, scope, at)
    case 'ObjectExpression':
      return mapping(node, scope, at)
    case 'Identifier':
      return node.name === 'undefined' ? traced(undefined, at) : used(scope.lookUp(node.name), at)
    case 'MemberExpression':
      return member(node, scope, at)
    case 'CallExpression':
      return call(node, scope, at)
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return { type: 'function', call: (args) => callFunction(node, args, scope), at }
    case 'ConditionalExpression': {
      const test = plain(evaluate(node.test, scope))
      return test ? evaluate(test.value ? node.consequent : node.alternate, scope) : opaque(at)
    }
    case 'LogicalExpression':
      return logical(node, scope, at)
    case 'BinaryExpression':
      return binary(node as ESTree.BinaryExpression, scope, at)
    case 'UnaryExpression': {
      const value = plain(evaluate(node.argument, scope))
      if (value && node.operator === '!') return traced(!value.value, at)
      return typeof value?.value === 'number' && node.operator === '-' ? traced(-value.value, at) : opaque(at)
    }
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

/** What stands at some steps of an expression, without a look at what stands beside it where that is written out. */
export function evaluateAt(
  node: ESTree.Expression,
  steps: readonly (string | number)[],
  scope: Scope,
): Traced | undefined {
  const [step, ...rest] = steps
  if (step === undefined) return evaluate(node, scope)
  if (
    node.type === 'TSSatisfiesExpression' ||
    node.type === 'TSAsExpression' ||
    node.type === 'ParenthesizedExpression'
  )
    return evaluateAt(node.expression, steps, scope)
  if (
    node.type === 'ArrayExpression' &&
    node.elements.every((element) => element !== null && element.type !== 'SpreadElement')
  ) {
    const element = node.elements[Number(step)]
    return element ? evaluateAt(element as ESTree.Expression, rest, scope) : undefined
  }
  if (
    node.type === 'ObjectExpression' &&
    node.properties.every((property) => property.type !== 'SpreadElement' && !property.computed)
  ) {
    const property = node.properties.find((one) => one.type !== 'SpreadElement' && keyOf(one, scope)?.value === step)
    return property && property.type !== 'SpreadElement'
      ? evaluateAt(property.value as ESTree.Expression, rest, scope)
      : undefined
  }
  return stepInto(evaluate(node, scope), steps)
}

export function stepInto(value: Traced | undefined, steps: readonly (string | number)[]): Traced | undefined {
  let found = value
  for (const step of steps)
    found =
      found?.type === 'mapping'
        ? found.fields.get(String(step))?.value
        : found?.type === 'list'
          ? found.items[Number(step)]
          : undefined
  return found
}

/** The same value, and that it is used here. */
const used = (value: Traced | undefined, at: Point): Traced =>
  value === undefined ? opaque(at) : { ...value, via: [at, ...(value.via ?? [])] }

function template(node: ESTree.TemplateLiteral, scope: Scope, at: Point): Traced {
  const parts: TracedText[] = []
  for (const [index, quasi] of node.quasis.entries()) {
    if (quasi.value.cooked) parts.push(quasiText(quasi, scope.file))
    const expression = node.expressions[index]
    if (expression === undefined) continue
    const value = evaluate(expression, scope)
    const text = plain(value)
    if (text === undefined) return opaque(at)
    parts.push(value.type === 'text' ? value : textOf(String(text.value), value.at))
  }
  return joined(parts, at)
}

/**
 * One segment for each line, so that each finds its own in the source. The quasi begins with the back quote or the brace before
 * it, and so does its first line: a literal has one place, whether it is used as it is or as a part of a text.
 */
function quasiText({ value: { raw, cooked }, start }: ESTree.TemplateElement, file: string): TracedText {
  const text = cooked ?? raw
  const rawLines = raw.split('\n')
  const lines = text.split('\n')
  if (rawLines.length !== lines.length) return textOf(text, { file, offset: start })
  const pieces = lines.map((line, index) => {
    const offset = index === 0 ? start : start + 1 + rawLines.slice(0, index).join('\n').length + 1
    return textOf(index < lines.length - 1 ? `${line}\n` : line, { file, offset })
  })
  return joined(pieces, { file, offset: start })
}

function list(node: ESTree.ArrayExpression, scope: Scope, at: Point): Traced {
  const items: Traced[] = []
  for (const element of node.elements) {
    if (element === null) return opaque(at)
    if (element.type !== 'SpreadElement') {
      items.push(evaluate(element, scope))
      continue
    }
    const spread = evaluate(element.argument, scope)
    if (spread.type !== 'list') return opaque(at)
    items.push(
      ...spread.items.map((item) => ({
        ...item,
        via: [{ file: scope.file, offset: element.start }, ...(item.via ?? [])],
      })),
    )
  }
  return { type: 'list', items, at }
}

function mapping(node: ESTree.ObjectExpression, scope: Scope, at: Point): Traced {
  const fields = new Map<string, TracedField>()
  for (const property of node.properties) {
    if (property.type === 'SpreadElement') {
      const spread = evaluate(property.argument, scope)
      if (spread.type === 'scalar') continue
      if (spread.type !== 'mapping') return opaque(at)
      const here = { file: scope.file, offset: property.start }
      for (const [key, field] of spread.fields)
        fields.set(key, { ...field, value: { ...field.value, via: [here, ...(field.value.via ?? [])] } })
      continue
    }
    const key = keyOf(property, scope)
    if (key === undefined || property.kind !== 'init') return opaque(at)
    fields.set(key.value, {
      key: { file: scope.file, offset: property.key.start },
      keySegments: key.segments,
      value: evaluate(property.value as ESTree.Expression, scope),
    })
  }
  return { type: 'mapping', fields, at }
}

function keyOf(
  { key, computed }: ESTree.ObjectProperty,
  scope: Scope,
): { value: string; segments: TracedText['segments'] } | undefined {
  if (!computed && key.type === 'Identifier') return { value: key.name, segments: [] }
  const value = evaluate(key as ESTree.Expression, scope)
  if (value.type === 'text') return { value: value.value, segments: computed ? value.segments : [] }
  return value.type === 'scalar' ? { value: String(value.value), segments: [] } : undefined
}

function member(node: ESTree.MemberExpression, scope: Scope, at: Point): Traced {
  const parent = evaluate(node.object as ESTree.Expression, scope)
  const key = node.computed
    ? plain(evaluate(node.property, scope))?.value
    : (node.property as ESTree.IdentifierName).name
  if (parent.type === 'mapping' && typeof key === 'string')
    return used(parent.fields.get(key)?.value ?? traced(undefined, at), at)
  if (parent.type === 'list' && typeof key === 'number') return used(parent.items[key] ?? traced(undefined, at), at)
  if (key === 'length' && (parent.type === 'list' || parent.type === 'text'))
    return traced(parent.type === 'list' ? parent.items.length : parent.value.length, at)
  return opaque(at)
}

function call(node: ESTree.CallExpression, scope: Scope, at: Point): Traced {
  const args: Traced[] = []
  for (const argument of node.arguments) {
    const value = evaluate(argument.type === 'SpreadElement' ? argument.argument : argument, scope)
    if (argument.type !== 'SpreadElement') args.push(value)
    else if (value.type === 'list') args.push(...value.items)
    else return opaque(at)
  }
  const { callee } = node
  if (callee.type === 'MemberExpression' && !callee.computed) {
    const name = (callee.property as ESTree.IdentifierName).name
    const isGlobal = callee.object.type === 'Identifier' && scope.lookUp(callee.object.name) === undefined
    const receiver = isGlobal ? undefined : evaluate(callee.object as ESTree.Expression, scope)
    const global = isGlobal && callee.object.type === 'Identifier' ? callee.object.name : undefined
    const field = receiver?.type === 'mapping' ? receiver.fields.get(name)?.value : undefined
    if (field?.type === 'function') return field.call(args, at)
    return callMethod(receiver ?? global, name, args, at)
  }
  const called = callee.type === 'Super' ? undefined : evaluate(callee as ESTree.Expression, scope)
  return called?.type === 'function' ? called.call(args, at) : opaque(at)
}

function callFunction(
  node: ESTree.ArrowFunctionExpression | ESTree.Function,
  args: readonly Traced[],
  outer: Scope,
): Traced {
  const at: Point = { file: outer.file, offset: node.start }
  const names = new Map<string, Traced>()
  const scope: Scope = { ...outer, lookUp: (name) => names.get(name) ?? outer.lookUp(name) }
  for (const [index, parameter] of node.params.entries())
    bind(parameter as ESTree.BindingPattern, args[index], names, scope)
  const { body } = node
  if (body === null) return opaque(at)
  return body.type === 'BlockStatement'
    ? (runBlock(body.body, names, scope) ?? opaque(at))
    : evaluate(body as ESTree.Expression, scope)
}

/** Gives what a block returns; undefined where it has a statement that is not known here. */
function runBlock(
  statements: readonly ESTree.Statement[],
  names: Map<string, Traced>,
  scope: Scope,
): Traced | undefined {
  for (const statement of statements)
    if (statement.type === 'ReturnStatement')
      return statement.argument ? evaluate(statement.argument, scope) : undefined
    else if (statement.type === 'VariableDeclaration' && statement.kind === 'const')
      for (const { id, init } of statement.declarations)
        bind(id, init ? evaluate(init, scope) : undefined, names, scope)
    else if (statement.type === 'IfStatement') {
      const test = plain(evaluate(statement.test, scope))
      const branch = test && (test.value ? statement.consequent : statement.alternate)
      if (test === undefined) return undefined
      const returned = branch
        ? runBlock(branch.type === 'BlockStatement' ? branch.body : [branch], names, scope)
        : undefined
      if (returned) return returned
    } else return undefined
  return undefined
}

export function bind(
  pattern: ESTree.BindingPattern,
  value: Traced | undefined,
  names: Map<string, Traced>,
  scope: Scope,
): void {
  const at: Point = { file: scope.file, offset: pattern.start }
  switch (pattern.type) {
    case 'Identifier':
      names.set(pattern.name, value ?? traced(undefined, at))
      break
    case 'AssignmentPattern': {
      const isMissing = value === undefined || (value.type === 'scalar' && value.value === undefined)
      bind(pattern.left as ESTree.BindingPattern, isMissing ? evaluate(pattern.right, scope) : value, names, scope)
      break
    }
    case 'ObjectPattern': {
      const rest = new Map(value?.type === 'mapping' ? value.fields : [])
      for (const property of pattern.properties) {
        if (property.type === 'RestElement') {
          bind(
            property.argument as ESTree.BindingPattern,
            value?.type === 'mapping' ? { ...value, fields: rest } : opaque(at),
            names,
            scope,
          )
          continue
        }
        const key =
          property.key.type === 'Identifier'
            ? property.key.name
            : property.key.type === 'Literal'
              ? String(property.key.value)
              : ''
        const field = value?.type === 'mapping' ? value.fields.get(key)?.value : value && opaque(value.at)
        rest.delete(key)
        bind(property.value as ESTree.BindingPattern, field, names, scope)
      }
      break
    }
    case 'ArrayPattern':
      for (const [index, element] of pattern.elements.entries())
        if (element?.type === 'RestElement')
          bind(
            element.argument as ESTree.BindingPattern,
            value?.type === 'list' ? { ...value, items: value.items.slice(index) } : opaque(at),
            names,
            scope,
          )
        else if (element)
          bind(element, value?.type === 'list' ? value.items[index] : value && opaque(value.at), names, scope)
  }
}

function logical(node: ESTree.LogicalExpression, scope: Scope, at: Point): Traced {
  const left = evaluate(node.left, scope)
  const value = plain(left)
  if (value === undefined) return left.type === 'opaque' ? opaque(at) : left
  const takesLeft =
    node.operator === '&&'
      ? !value.value
      : node.operator === '||'
        ? Boolean(value.value)
        : value.value !== null && value.value !== undefined
  return takesLeft ? left : evaluate(node.right, scope)
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

function binary(node: ESTree.BinaryExpression, scope: Scope, at: Point): Traced {
  const operands = [evaluate(node.left as ESTree.Expression, scope), evaluate(node.right, scope)]
  const [left, right] = operands.map(plain)
  if (left === undefined || right === undefined) return opaque(at)
  const asText = (operand: Traced, value: unknown): TracedText =>
    operand.type === 'text' ? operand : textOf(String(value), operand.at)
  if (node.operator === '+' && operands.some((operand) => operand.type === 'text'))
    return joined([asText(operands[0]!, left.value), asText(operands[1]!, right.value)], at)
  const compute = operators[node.operator]
  return compute ? traced(compute(left.value as number, right.value as number), at) : opaque(at)
}
