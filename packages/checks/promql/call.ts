import type { SyntaxNode } from '@lezer/common'
import { regexProblem } from '../engine/re2.ts'
import { type Analysis, argumentsOf, unquoted } from './analysis.ts'
import { type FunctionSignature, functions, type ValueType } from './functions.ts'
import { describeType } from './type-description.ts'

export function analyzeCall(analysis: Analysis, node: SyntaxNode): ValueType {
  const name = analysis.textOf(node.getChild('FunctionIdentifier')!)
  const nodes = argumentsOf(node)
  const types = nodes.map(analysis.analyze)
  const signature = functions.get(name)
  if (signature) reportArguments(analysis, node, name, signature, nodes, types)
  if (name === 'label_replace' && nodes[4]?.name === 'StringLiteral') reportRegex(analysis, nodes[4])
  return signature?.result ?? 'vector'
}

function reportArguments(
  analysis: Analysis,
  node: SyntaxNode,
  name: string,
  signature: FunctionSignature,
  nodes: readonly SyntaxNode[],
  types: readonly ValueType[],
): void {
  const { parameters, isVariadic } = signature
  const minimum = minimumArguments(signature)
  if (nodes.length < minimum || (!isVariadic && nodes.length > parameters.length)) {
    analysis.report(node, `${name} requires ${argumentCount(signature)}, but has ${nodes.length}.`)
    return
  }
  for (const [index, argument] of nodes.entries()) {
    const expected = parameters[Math.min(index, parameters.length - 1)]!
    const type = types[index]!
    if (type === expected) continue
    const hint = expected === 'matrix' && type === 'vector' ? '. Add a range such as [5m]' : ''
    analysis.report(
      argument,
      `${name} requires ${describeType(expected)} as this argument, but this is ${describeType(type)}${hint}.`,
    )
  }
}

const minimumArguments = ({ parameters, optional, isVariadic }: FunctionSignature): number =>
  parameters.length - optional - (isVariadic ? 1 : 0)

function argumentCount(signature: FunctionSignature): string {
  const { parameters, optional, isVariadic } = signature
  const minimum = minimumArguments(signature)
  const maximum = parameters.length
  const range = isVariadic ? `${minimum} or more` : optional > 0 ? `${minimum} to ${maximum}` : String(maximum)
  return `${range} argument${range === '1' ? '' : 's'}`
}

function reportRegex(analysis: Analysis, literal: SyntaxNode): void {
  const pattern = unquoted(analysis.textOf(literal))
  const problem = regexProblem(pattern)
  if (problem !== undefined) analysis.report(literal, `${pattern} is not a valid regular expression: ${problem}.`)
}
