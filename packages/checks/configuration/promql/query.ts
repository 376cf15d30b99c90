import type { SyntaxNode } from '@lezer/common'
import { parser } from '@prometheus-io/lezer-promql'
import { analyzeAggregation } from './aggregation.ts'
import type { Analysis, LabelMatcher, QueryProblem, SeriesSelector, TypedValue } from './analysis.ts'
import { analyzeBinary } from './binary.ts'
import { analyzeCall } from './call.ts'
import type { ValueType } from './functions.ts'
import { analyzeMatrixSelector, analyzeVectorSelector } from './selector.ts'
import { anyLabels, labelsAfter, type SeriesLabels } from './series-labels.ts'
import { firstError, syntaxProblem } from './syntax.ts'
import { describeType } from './type-description.ts'

export type { LabelMatcher, QueryProblem, SeriesSelector }

export interface Query {
  readonly problems: readonly QueryProblem[]
  readonly type: ValueType
  readonly selectors: readonly SeriesSelector[]
  /** The labels that the result may have. */
  readonly labels: SeriesLabels
}

/** Longer and deeper queries are not parsed: the parser needs more than linear time for them. */
const longestQuery = 16 * 1024
const deepest = 100

/** Parses a query and checks its types, as Prometheus does when it loads a rule. */
export function readQuery(text: string): Query {
  if (text.trim() === '') return invalid({ offset: 0, message: 'the query is empty.' })
  if (text.length > longestQuery) return invalid({ offset: 0, message: tooLong(text) })
  if (isDeep(text)) return invalid({ offset: 0, message: tooDeep })
  const tree = parser.parse(text)
  const error = firstError(tree.topNode)
  if (error !== undefined) return invalid(syntaxProblem(text, error.from))
  const problems: QueryProblem[] = []
  const selectors: SeriesSelector[] = []
  const analysis: Analysis = {
    problems,
    selectors,
    textOf: ({ from, to }) => text.slice(from, to),
    report: ({ from }, message) => void problems.push({ offset: from, message }),
    addSelector: (selector) => void selectors.push(selector),
    analyze: (node) => analyze(analysis, node),
  }
  const top = tree.topNode.firstChild
  // A query that consists of a comment has no node.
  const { type, labels } = top ? analyze(analysis, top) : unknownVector
  return { problems, type, selectors, labels }
}

const unknownVector: TypedValue = { type: 'vector', labels: anyLabels }
const invalid = (problem: QueryProblem): Query => ({ problems: [problem], selectors: [], ...unknownVector })

const tooLong = (text: string): string =>
  `the query has ${Math.round(text.length / 1024)} KiB. Queries above ${longestQuery / 1024} KiB are not checked.`

const tooDeep = `the query has more than ${deepest} levels of parentheses. Such queries are not checked.`

/** A query that is not checked, for a reason that does not concern the query itself. */
export const uncheckedQuery = (message: string): Query => invalid({ offset: 0, message })

function isDeep(text: string): boolean {
  let depth = 0
  for (const [character] of text.matchAll(/[()]/g)) {
    depth += character === '(' ? 1 : -1
    if (depth > deepest) return true
  }
  return false
}

const wrappers = new Set(['ParenExpr', 'OffsetExpr', 'StepInvariantExpr', 'SmoothedExpr', 'AnchoredExpr'])

function analyze(analysis: Analysis, node: SyntaxNode): TypedValue {
  if (wrappers.has(node.name)) return analyze(analysis, node.firstChild!)
  switch (node.name) {
    case 'NumberDurationLiteral':
      return { type: 'scalar', labels: labelsAfter.none() }
    case 'StringLiteral':
      return { type: 'string', labels: labelsAfter.none() }
    case 'VectorSelector':
      return analyzeVectorSelector(analysis, node)
    case 'MatrixSelector':
      return analyzeMatrixSelector(analysis, node)
    case 'SubqueryExpr':
      return analyzeSubquery(analysis, node)
    case 'UnaryExpr':
      return analyzeUnary(analysis, node)
    case 'AggregateExpr':
      return analyzeAggregation(analysis, node)
    case 'FunctionCall':
      return analyzeCall(analysis, node)
    case 'BinaryExpr':
      return analyzeBinary(analysis, node)
    default:
      return unknownVector
  }
}

function analyzeSubquery(analysis: Analysis, node: SyntaxNode): TypedValue {
  const { type, labels } = analyze(analysis, node.firstChild!)
  if (type !== 'vector')
    analysis.report(node, `a subquery requires an instant vector, but this is ${describeType(type)}.`)
  return { type: 'matrix', labels }
}

function analyzeUnary(analysis: Analysis, node: SyntaxNode): TypedValue {
  const value = analyze(analysis, node.lastChild!)
  if (value.type !== 'scalar' && value.type !== 'vector')
    analysis.report(
      node,
      `a unary + or - requires a number or an instant vector, but this is ${describeType(value.type)}.`,
    )
  return value
}
