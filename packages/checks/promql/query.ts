import { createRequire } from 'node:module'
import type { SyntaxNode } from '@lezer/common'
import { analyzeAggregation } from './aggregation.ts'
import { type Analysis, childrenOf, type LabelMatcher, type QueryProblem } from './analysis.ts'
import { analyzeBinary } from './binary.ts'
import { analyzeCall } from './call.ts'
import { type Expression, type SelectorExpression, walk } from './expression.ts'
import type { ValueType } from './functions.ts'
import { readExpression } from './read-expression.ts'
import { analyzeMatrixSelector, analyzeVectorSelector } from './selector.ts'
import { firstError, syntaxProblem } from './syntax.ts'
import { describeType } from './type-description.ts'

export type { LabelMatcher, QueryProblem }

export interface Query {
  readonly problems: readonly QueryProblem[]
  readonly type: ValueType
  /** Undefined for a query with problems, or without an expression. */
  readonly expression: Expression | undefined
  /** The selectors of the expression, in their order. */
  readonly selectors: readonly SelectorExpression[]
}

// Loaded for the first query: a check without changes reads none.
const load = createRequire(import.meta.url)
let loaded: typeof import('@prometheus-io/lezer-promql') | undefined
const grammar = (): typeof import('@prometheus-io/lezer-promql') =>
  (loaded ??= load('@prometheus-io/lezer-promql') as typeof import('@prometheus-io/lezer-promql'))

/** Longer and deeper queries are not parsed: the parser needs more than linear time for them. */
const longestQuery = 16 * 1024
const deepest = 100

/** Parses a query and checks its types, as Prometheus does when it loads a rule. */
export function readQuery(text: string): Query {
  if (text.trim() === '') return invalid({ offset: 0, message: 'the query is empty.' })
  if (text.length > longestQuery) return invalid({ offset: 0, message: tooLong(text) })
  if (isDeep(text)) return invalid({ offset: 0, message: tooDeep })
  const tree = grammar().parser.parse(text)
  const error = firstError(tree)
  if (error !== undefined) return invalid(syntaxProblem(text, error))
  const problems: QueryProblem[] = []
  const analysis: Analysis = {
    textOf: ({ from, to }) => text.slice(from, to),
    report: ({ from }, message) => void problems.push({ offset: from, message }),
    analyze: (node) => analyze(analysis, node),
  }
  const [top] = childrenOf(tree.topNode)
  // A query that consists of a comment has no node.
  const type = top ? analyze(analysis, top) : 'vector'
  const expression = top && problems.length === 0 ? readExpression(text, top) : undefined
  const selectors = expression ? [...walk(expression)].filter((part) => part.kind === 'selector') : []
  return { problems, type, expression, selectors }
}

const invalid = (problem: QueryProblem): Query => ({
  problems: [problem],
  type: 'vector',
  expression: undefined,
  selectors: [],
})

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

function analyze(analysis: Analysis, node: SyntaxNode): ValueType {
  if (wrappers.has(node.name)) return analyze(analysis, childrenOf(node)[0]!)
  switch (node.name) {
    case 'NumberDurationLiteral':
      return 'scalar'
    case 'StringLiteral':
      return 'string'
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
      return 'vector'
  }
}

function analyzeSubquery(analysis: Analysis, node: SyntaxNode): ValueType {
  const type = analyze(analysis, childrenOf(node)[0]!)
  if (type !== 'vector')
    analysis.report(node, `a subquery requires an instant vector, but this is ${describeType(type)}.`)
  return 'matrix'
}

function analyzeUnary(analysis: Analysis, node: SyntaxNode): ValueType {
  const type = analyze(analysis, childrenOf(node).at(-1)!)
  if (type !== 'scalar' && type !== 'vector')
    analysis.report(node, `a unary + or - requires a number or an instant vector, but this is ${describeType(type)}.`)
  return type
}
