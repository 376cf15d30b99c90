import type { SyntaxNode } from '@lezer/common'
import { regexProblem } from '../engine/re2.ts'
import { type Analysis, childrenOf, type LabelMatcher, unquoted } from './analysis.ts'
import type { ValueType } from './functions.ts'
import { matches } from './labels/matcher-values.ts'

export function analyzeVectorSelector(analysis: Analysis, node: SyntaxNode): ValueType {
  const name = node.getChild('Identifier')
  const list = node.getChild('LabelMatchers')
  const matchers = [
    ...(list?.getChildren('UnquotedLabelMatcher') ?? []).flatMap((matcher) =>
      readMatcher(analysis, matcher, analysis.textOf(matcher.getChild('LabelName')!)),
    ),
    ...(list?.getChildren('QuotedLabelMatcher') ?? []).flatMap((matcher) =>
      readMatcher(analysis, matcher, unquoted(analysis.textOf(matcher.firstChild!))),
    ),
  ]
  const quoted = list?.getChild('QuotedLabelName')
  const metric = name
    ? analysis.textOf(name)
    : quoted
      ? unquoted(analysis.textOf(quoted))
      : matchers.find(({ label, operator }) => label === '__name__' && operator === '=')?.value
  if (name && matchers.some(({ label }) => label === '__name__'))
    analysis.report(node, 'the selector contains the metric name twice.')
  if (metric === undefined && matchers.every((matcher) => matches(matcher, '')))
    analysis.report(
      node,
      'the selector matches all series. Add a metric name, or a matcher that does not match the empty string.',
    )
  return 'vector'
}

function readMatcher(analysis: Analysis, node: SyntaxNode, label: string): LabelMatcher[] {
  const operator = analysis.textOf(node.getChild('MatchOp')!) as LabelMatcher['operator']
  const literal = node.getChildren('StringLiteral').at(-1)
  if (!literal) return []
  const value = unquoted(analysis.textOf(literal))
  const problem = operator.includes('~') ? regexProblem(value) : undefined
  if (problem !== undefined) analysis.report(literal, `${value} is not a valid regular expression: ${problem}.`)
  return [{ label, operator, value, from: node.from, to: node.to }]
}

export function analyzeMatrixSelector(analysis: Analysis, node: SyntaxNode): ValueType {
  const [inner] = childrenOf(node)
  analysis.analyze(inner!)
  if (inner!.name !== 'VectorSelector')
    analysis.report(
      node,
      'a range must directly follow a selector. Write a sign before the selector, and offset and @ after the range.',
    )
  const range = node.getChild('DurationExpr')
  if (range && /^0+(?:ms|[smhdwy])?$/.test(analysis.textOf(range)))
    analysis.report(range, 'a range must be longer than 0.')
  return 'matrix'
}
