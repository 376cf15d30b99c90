import type { SyntaxNode } from '@lezer/common'
import { type LabelMatcher, unquoted } from './analysis.ts'
import type { SelectorExpression } from './expression.ts'

/** A selector without its range and offset. */
export function readSelector(text: string, node: SyntaxNode): SelectorExpression {
  const name = node.getChild('Identifier')
  const list = node.getChild('LabelMatchers')
  const source = ({ from, to }: SyntaxNode): string => text.slice(from, to)
  const quoted = list?.getChild('QuotedLabelName')
  const matchers = [
    ...(list?.getChildren('UnquotedLabelMatcher') ?? []),
    ...(list?.getChildren('QuotedLabelMatcher') ?? []),
  ].flatMap((matcher) => readMatcher(text, matcher))
  const metric = name
    ? source(name)
    : quoted
      ? unquoted(source(quoted))
      : matchers.find(({ label, operator }) => label === '__name__' && operator === '=')?.value
  return {
    kind: 'selector',
    metric,
    matchers,
    range: undefined,
    offset: undefined,
    isFixedInTime: false,
    from: node.from,
    to: node.to,
  }
}

function readMatcher(text: string, node: SyntaxNode): LabelMatcher[] {
  const operator = node.getChild('MatchOp')
  const literal = node.getChildren('StringLiteral').at(-1)
  const label = node.firstChild
  if (operator === null || literal === undefined || label === null) return []
  return [
    {
      label: unquoted(text.slice(label.from, label.to)),
      operator: text.slice(operator.from, operator.to) as LabelMatcher['operator'],
      value: unquoted(text.slice(literal.from, literal.to)),
      from: node.from,
      to: node.to,
    },
  ]
}
