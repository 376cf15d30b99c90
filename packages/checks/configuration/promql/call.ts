import type { SyntaxNode } from '@lezer/common'
import { regexProblem } from '../../engine/re2.ts'
import { type Analysis, argumentsOf, type TypedValue, unquoted } from './analysis.ts'
import { type FunctionSignature, functions } from './functions.ts'
import { anyLabels, labelsAfter, type SeriesLabels } from './series-labels.ts'
import { describeType } from './type-description.ts'

export function analyzeCall(analysis: Analysis, node: SyntaxNode): TypedValue {
  const name = analysis.textOf(node.getChild('FunctionIdentifier')!)
  const nodes = argumentsOf(node)
  const values = nodes.map(analysis.analyze)
  const signature = functions.get(name)
  if (signature) reportArguments(analysis, node, name, signature, nodes, values)
  if (name === 'label_replace' && nodes[4]?.name === 'StringLiteral') reportRegex(analysis, nodes[4])
  const vector = values.find(({ type }) => type === 'vector' || type === 'matrix')
  return { type: signature?.result ?? 'vector', labels: labelsOfCall(analysis, name, nodes, vector?.labels) }
}

function reportArguments(
  analysis: Analysis,
  node: SyntaxNode,
  name: string,
  signature: FunctionSignature,
  nodes: readonly SyntaxNode[],
  values: readonly TypedValue[],
): void {
  const { parameters, isVariadic } = signature
  const minimum = minimumArguments(signature)
  if (nodes.length < minimum || (!isVariadic && nodes.length > parameters.length)) {
    analysis.report(node, `${name} requires ${argumentCount(signature)}, but has ${nodes.length}.`)
    return
  }
  for (const [index, argument] of nodes.entries()) {
    const expected = parameters[Math.min(index, parameters.length - 1)]!
    const { type } = values[index]!
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

function labelsOfCall(
  analysis: Analysis,
  name: string,
  nodes: readonly SyntaxNode[],
  input: SeriesLabels | undefined,
): SeriesLabels {
  if (name === 'absent' || name === 'absent_over_time') {
    const equal = (analysis.selectors.at(-1)?.matchers ?? []).filter(({ operator }) => operator === '=')
    return labelsAfter.only(
      equal.map(({ label }) => label),
      anyLabels,
    )
  }
  if (input === undefined) return labelsAfter.none()
  const target = nodes[1]
  if ((name === 'label_replace' || name === 'label_join') && target?.name === 'StringLiteral')
    return labelsAfter.adding([unquoted(analysis.textOf(target))], input)
  if (name === 'histogram_quantile') return labelsAfter.without(['le'], input)
  return name === 'info' ? anyLabels : input
}
