import type { SyntaxNode } from '@lezer/common'
import { type Analysis, namesIn, type TypedValue } from './analysis.ts'
import { anyLabels, labelsAfter, type SeriesLabels } from './series-labels.ts'
import { describeType } from './type-description.ts'

const setOperators = new Set(['And', 'Or', 'Unless'])
const comparisons = new Set(['Eql', 'Neq', 'Lss', 'Lte', 'Gtr', 'Gte'])

export function analyzeBinary(analysis: Analysis, node: SyntaxNode): TypedValue {
  const [left, right] = [node.firstChild, node.lastChild]
  const operator = left?.nextSibling?.name ?? ''
  if (!left || !right) return { type: 'vector', labels: anyLabels }
  const values = [left, right].map((operand) => operandOf(analysis, operand)) as [TypedValue, TypedValue]
  const hasBool = node.getChild('BoolModifier') !== null
  if (hasBool && !comparisons.has(operator)) analysis.report(node, 'only comparisons can have the modifier bool.')
  const scalars = values.filter(({ type }) => type === 'scalar').length
  if (setOperators.has(operator) && scalars > 0)
    analysis.report(node, `${operator.toLowerCase()} requires two vectors.`)
  if (scalars === 2) {
    if (comparisons.has(operator) && !hasBool)
      analysis.report(node, 'a comparison of two numbers requires the modifier bool.')
    return { type: 'scalar', labels: labelsAfter.none() }
  }
  const clause = node.getChild('MatchingModifierClause')
  if (scalars === 1) {
    if (clause) analysis.report(clause, 'on and ignoring require two vectors.')
    const { labels } = values.find(({ type }) => type !== 'scalar')!
    return { type: 'vector', labels }
  }
  return { type: 'vector', labels: labelsOfVectors(analysis, operator, clause, values) }
}

function operandOf(analysis: Analysis, operand: SyntaxNode): TypedValue {
  const value = analysis.analyze(operand)
  if (value.type !== 'scalar' && value.type !== 'vector')
    analysis.report(
      operand,
      `an operator requires numbers and instant vectors, but this is ${describeType(value.type)}.`,
    )
  return value
}

function labelsOfVectors(
  analysis: Analysis,
  operator: string,
  clause: SyntaxNode | null,
  [left, right]: readonly [TypedValue, TypedValue],
): SeriesLabels {
  if (operator === 'Or') return labelsAfter.either(left.labels, right.labels)
  if (!setOperators.has(operator)) return matchedLabels(analysis, clause, left.labels, right.labels)
  if (clause?.getChild('GroupLeft') || clause?.getChild('GroupRight'))
    analysis.report(clause, `${operator.toLowerCase()} does not allow group_left or group_right.`)
  return left.labels
}

/** https://github.com/prometheus/prometheus/blob/v3.13.2/promql/engine.go, resultMetric. */
function matchedLabels(
  analysis: Analysis,
  clause: SyntaxNode | null,
  left: SeriesLabels,
  right: SeriesLabels,
): SeriesLabels {
  const lists = clause?.getChildren('GroupingLabels') ?? []
  if (clause?.getChild('GroupLeft') || clause?.getChild('GroupRight')) {
    const included = lists.length > 1 ? namesIn(analysis, lists[1]!) : []
    return labelsAfter.adding(included, clause.getChild('GroupLeft') ? left : right)
  }
  const names = lists[0] ? namesIn(analysis, lists[0]) : []
  return clause?.getChild('On') ? labelsAfter.only(names, left) : labelsAfter.without(names, left)
}
