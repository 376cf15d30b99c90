import type { ESTree } from 'rolldown/utils'
import { bind } from './bindings.ts'
import { callMethod } from './methods.ts'
import { evaluateIn, type Scope } from './scope.ts'
import { opaque, type Point, plain, type Traced, type TracedFunction } from './traced.ts'

type FunctionNode = ESTree.ArrowFunctionExpression | ESTree.Function

export const functionOf = (node: FunctionNode, scope: Scope, at: Point): TracedFunction => ({
  type: 'function',
  call: (args) => callFunction(node, args, scope),
  at,
})

export function evaluateCall(node: ESTree.CallExpression, scope: Scope, at: Point): Traced {
  const args = evaluateArguments(node, scope)
  if (args === undefined) return opaque(at)
  const { callee } = node
  if (callee.type === 'MemberExpression' && !callee.computed) return evaluateMethod(callee, args, scope, at)
  const called = callee.type === 'Super' ? undefined : evaluateIn(scope, callee as ESTree.Expression)
  return called?.type === 'function' ? called.call(args, at) : opaque(at)
}

/** Undefined if a spread argument is not a list. */
function evaluateArguments(node: ESTree.CallExpression, scope: Scope): readonly Traced[] | undefined {
  const args: Traced[] = []
  for (const argument of node.arguments) {
    if (argument.type !== 'SpreadElement') {
      args.push(evaluateIn(scope, argument))
      continue
    }
    const spread = evaluateIn(scope, argument.argument)
    if (spread.type !== 'list') return undefined
    args.push(...spread.items)
  }
  return args
}

function evaluateMethod(callee: ESTree.MemberExpression, args: readonly Traced[], scope: Scope, at: Point): Traced {
  const { name } = callee.property as ESTree.IdentifierName
  const { object } = callee
  const isGlobal = object.type === 'Identifier' && scope.lookUp(object.name) === undefined
  if (isGlobal) return callMethod(object.name, name, args, at)
  const receiver = evaluateIn(scope, object as ESTree.Expression)
  const field = receiver.type === 'mapping' ? receiver.fields.get(name)?.value : undefined
  return field?.type === 'function' ? field.call(args, at) : callMethod(receiver, name, args, at)
}

function callFunction(node: FunctionNode, args: readonly Traced[], outer: Scope): Traced {
  const at: Point = { file: outer.file, offset: node.start }
  const names = new Map<string, Traced>()
  const scope: Scope = { ...outer, lookUp: (name) => names.get(name) ?? outer.lookUp(name) }
  for (const [index, parameter] of node.params.entries())
    bind(parameter as ESTree.BindingPattern, args[index], names, scope)
  const { body } = node
  if (body === null) return opaque(at)
  return body.type === 'BlockStatement'
    ? (runBlock(body.body, names, scope) ?? opaque(at))
    : evaluateIn(scope, body as ESTree.Expression)
}

/** The value that a block returns; undefined if it returns none, or has a statement that is not supported. */
function runBlock(
  statements: readonly ESTree.Statement[],
  names: Map<string, Traced>,
  scope: Scope,
): Traced | undefined {
  for (const statement of statements) {
    const result = runStatement(statement, names, scope)
    if (result !== 'continue') return result
  }
  return undefined
}

function runStatement(
  statement: ESTree.Statement,
  names: Map<string, Traced>,
  scope: Scope,
): Traced | undefined | 'continue' {
  switch (statement.type) {
    case 'ReturnStatement':
      return statement.argument ? evaluateIn(scope, statement.argument) : undefined
    case 'VariableDeclaration':
      return statement.kind === 'const' ? runDeclaration(statement, names, scope) : undefined
    case 'IfStatement':
      return runIf(statement, names, scope)
    default:
      return undefined
  }
}

function runDeclaration(
  { declarations }: ESTree.VariableDeclaration,
  names: Map<string, Traced>,
  scope: Scope,
): 'continue' {
  for (const { id, init } of declarations) bind(id, init ? evaluateIn(scope, init) : undefined, names, scope)
  return 'continue'
}

function runIf(
  { test, consequent, alternate }: ESTree.IfStatement,
  names: Map<string, Traced>,
  scope: Scope,
): Traced | undefined | 'continue' {
  const condition = plain(evaluateIn(scope, test))
  if (condition === undefined) return undefined
  const branch = condition.value ? consequent : alternate
  if (!branch) return 'continue'
  return runBlock(branch.type === 'BlockStatement' ? branch.body : [branch], names, scope) ?? 'continue'
}
