import type { SyntaxNode } from '@lezer/common'
import { type Analysis, childrenOf } from './analysis.ts'
import type { ValueType } from './functions.ts'
import { describeType } from './type-description.ts'

const setOperators = new Set(['And', 'Or', 'Unless'])
const comparisons = new Set(['Eql', 'Neq', 'Lss', 'Lte', 'Gtr', 'Gte'])

export function analyzeBinary(analysis: Analysis, node: SyntaxNode): ValueType {
  const parts = childrenOf(node)
  const [left, right] = [parts[0], parts.at(-1)]
  const operator = parts[1]?.name ?? ''
  if (!left || !right) return 'vector'
  const scalars = [left, right]
    .map((operand) => operandOf(analysis, operand))
    .filter((type) => type === 'scalar').length
  const hasBool = node.getChild('BoolModifier') !== null
  if (hasBool && !comparisons.has(operator)) analysis.report(node, 'only comparisons can have the modifier bool.')
  if (setOperators.has(operator)) reportSetOperation(analysis, node, operator, scalars)
  if (scalars === 2) {
    if (comparisons.has(operator) && !hasBool)
      analysis.report(node, 'a comparison of two numbers requires the modifier bool.')
    return 'scalar'
  }
  const clause = node.getChild('MatchingModifierClause')
  if (scalars === 1 && clause) analysis.report(clause, 'on and ignoring require two vectors.')
  return 'vector'
}

function operandOf(analysis: Analysis, operand: SyntaxNode): ValueType {
  const type = analysis.analyze(operand)
  if (type !== 'scalar' && type !== 'vector')
    analysis.report(operand, `an operator requires numbers and instant vectors, but this is ${describeType(type)}.`)
  return type
}

function reportSetOperation(analysis: Analysis, node: SyntaxNode, operator: string, scalars: number): void {
  if (scalars > 0) analysis.report(node, `${operator.toLowerCase()} requires two vectors.`)
  const clause = node.getChild('MatchingModifierClause')
  if (scalars === 0 && (clause?.getChild('GroupLeft') || clause?.getChild('GroupRight')))
    analysis.report(clause, `${operator.toLowerCase()} does not allow group_left or group_right.`)
}
