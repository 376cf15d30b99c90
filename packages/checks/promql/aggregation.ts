import type { SyntaxNode } from '@lezer/common'
import { type Analysis, argumentsOf } from './analysis.ts'
import { aggregationParameters, type ValueType } from './functions.ts'
import { describeType } from './type-description.ts'

export function analyzeAggregation(analysis: Analysis, node: SyntaxNode): ValueType {
  const operator = analysis.textOf(node.getChild('AggregateOp')!).toLowerCase()
  const nodes = argumentsOf(node)
  reportArguments(analysis, node, operator, nodes, nodes.map(analysis.analyze))
  return 'vector'
}

function reportArguments(
  analysis: Analysis,
  node: SyntaxNode,
  operator: string,
  nodes: readonly SyntaxNode[],
  types: readonly ValueType[],
): void {
  const parameter = aggregationParameters[operator]
  if (nodes.length !== (parameter === undefined ? 1 : 2)) {
    analysis.report(
      node,
      parameter === undefined
        ? `${operator} requires one vector, but has ${nodes.length} arguments.`
        : `${operator} requires a ${parameter} and a vector.`,
    )
    return
  }
  const [first, last] = [types[0]!, types.at(-1)!]
  if (parameter !== undefined && first !== parameter)
    analysis.report(
      nodes[0]!,
      `${operator} requires a ${parameter} as its first argument, but this is ${describeType(first)}.`,
    )
  if (last !== 'vector')
    analysis.report(nodes.at(-1)!, `${operator} requires an instant vector, but this is ${describeType(last)}.`)
}
