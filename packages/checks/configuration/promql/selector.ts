import type { SyntaxNode } from '@lezer/common'
import { anchoredPattern, regexProblem } from '../../engine/re2.ts'
import { type Analysis, type LabelMatcher, type TypedValue, unquoted } from './analysis.ts'
import { anyLabels } from './series-labels.ts'

export function analyzeVectorSelector(analysis: Analysis, node: SyntaxNode): TypedValue {
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
  if (metric === undefined && matchers.every(matchesEmpty))
    analysis.report(
      node,
      'the selector matches all series. Add a metric name, or a matcher that does not match the empty string.',
    )
  analysis.addSelector({ metric, matchers, offset: node.from })
  return { type: 'vector', labels: anyLabels }
}

function readMatcher(analysis: Analysis, node: SyntaxNode, label: string): LabelMatcher[] {
  const operator = analysis.textOf(node.getChild('MatchOp')!) as LabelMatcher['operator']
  const literal = node.getChildren('StringLiteral').at(-1)
  if (!literal) return []
  const value = unquoted(analysis.textOf(literal))
  const problem = operator.includes('~') ? regexProblem(value) : undefined
  if (problem !== undefined) analysis.report(literal, `${value} is not a valid regular expression: ${problem}.`)
  return [{ label, operator, value }]
}

/** Whether a matcher matches series without the label. */
function matchesEmpty({ operator, value }: LabelMatcher): boolean {
  switch (operator) {
    case '=':
      return value === ''
    case '!=':
      return value !== ''
    case '=~':
      return anchoredPattern(value)?.matches('') ?? false
    case '!~':
      return !(anchoredPattern(value)?.matches('') ?? false)
  }
}

export function analyzeMatrixSelector(analysis: Analysis, node: SyntaxNode): TypedValue {
  const { labels } = analysis.analyze(node.firstChild!)
  if (node.firstChild!.name !== 'VectorSelector')
    analysis.report(
      node,
      'a range must directly follow a selector. Write a sign before the selector, and offset and @ after the range.',
    )
  const range = node.getChild('DurationExpr')
  if (range && /^0+(?:ms|[smhdwy])?$/.test(analysis.textOf(range)))
    analysis.report(range, 'a range must be longer than 0.')
  return { type: 'matrix', labels }
}
