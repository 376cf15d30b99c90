import type { SyntaxNode } from '@lezer/common'
import { type Analysis, argumentsOf, namesIn, type TypedValue, unquoted } from './analysis.ts'
import { aggregationParameters, selectingAggregations } from './functions.ts'
import { anyLabels, labelsAfter, type SeriesLabels } from './series-labels.ts'
import { describeType } from './type-description.ts'

export function analyzeAggregation(analysis: Analysis, node: SyntaxNode): TypedValue {
  const operator = analysis.textOf(node.getChild('AggregateOp')!).toLowerCase()
  const nodes = argumentsOf(node)
  const values = nodes.map(analysis.analyze)
  reportArguments(analysis, node, operator, nodes, values)
  const input = values.at(-1)?.labels ?? anyLabels
  if (selectingAggregations.has(operator)) return { type: 'vector', labels: input }
  const grouped = groupedLabels(analysis, node, input)
  const [first] = nodes
  return {
    type: 'vector',
    labels:
      operator === 'count_values' && first?.name === 'StringLiteral'
        ? labelsAfter.adding([unquoted(analysis.textOf(first))], grouped)
        : grouped,
  }
}

function reportArguments(
  analysis: Analysis,
  node: SyntaxNode,
  operator: string,
  nodes: readonly SyntaxNode[],
  values: readonly TypedValue[],
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
  const [first, last] = [values[0]!, values.at(-1)!]
  if (parameter !== undefined && first.type !== parameter)
    analysis.report(
      nodes[0]!,
      `${operator} requires a ${parameter} as its first argument, but this is ${describeType(first.type)}.`,
    )
  if (last.type !== 'vector')
    analysis.report(nodes.at(-1)!, `${operator} requires an instant vector, but this is ${describeType(last.type)}.`)
}

function groupedLabels(analysis: Analysis, node: SyntaxNode, input: SeriesLabels): SeriesLabels {
  const modifier = node.getChild('AggregateModifier')
  if (modifier === null) return labelsAfter.only([], input)
  const list = modifier.getChild('GroupingLabels')
  const names = list ? namesIn(analysis, list) : []
  return modifier.getChild('By') ? labelsAfter.only(names, input) : labelsAfter.without(names, input)
}
