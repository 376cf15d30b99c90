import type { SyntaxNode } from '@lezer/common'
import type { ValueType } from './functions.ts'
import type { SeriesLabels } from './series-labels.ts'

export interface QueryProblem {
  /** Characters from the start of the query. */
  readonly offset: number
  readonly message: string
}

export interface LabelMatcher {
  readonly label: string
  readonly operator: '=' | '!=' | '=~' | '!~'
  readonly value: string
}

export interface SeriesSelector {
  /** Undefined if a regular expression selects the name. */
  readonly metric: string | undefined
  readonly matchers: readonly LabelMatcher[]
  readonly offset: number
}

/** The type of a part of a query, and the labels that its series may have. */
export interface TypedValue {
  readonly type: ValueType
  readonly labels: SeriesLabels
}

/** One pass over the syntax tree of a query, which collects problems and selectors. */
export interface Analysis {
  readonly problems: readonly QueryProblem[]
  readonly selectors: readonly SeriesSelector[]
  textOf(node: SyntaxNode): string
  report(node: SyntaxNode, message: string): void
  addSelector(selector: SeriesSelector): void
  /** Analyzes a part of any kind. */
  analyze(node: SyntaxNode): TypedValue
}

/** The arguments of a function or an aggregation. */
export function argumentsOf(node: SyntaxNode): SyntaxNode[] {
  const body = node.getChild('FunctionCallBody')
  const nodes: SyntaxNode[] = []
  for (let child = body?.firstChild; child; child = child.nextSibling) nodes.push(child)
  return nodes
}

/** The names in a list such as `by (job, "service.name")`. */
export const namesIn = (analysis: Analysis, list: SyntaxNode): string[] =>
  [...list.getChildren('LabelName'), ...list.getChildren('QuotedLabelName')].map((name) =>
    unquoted(analysis.textOf(name)),
  )

/** The value of a string literal in `"`, `'` or backquotes. A name without quotes is returned unchanged. */
export function unquoted(literal: string): string {
  if (literal.startsWith('`')) return literal.slice(1, -1)
  if (!/^["']/.test(literal)) return literal
  return literal.slice(1, -1).replaceAll(/\\(u[\da-f]{4}|x[\da-f]{2}|.)/gi, (_, code: string) => {
    if (/^[ux]/.test(code)) return String.fromCodePoint(Number.parseInt(code.slice(1), 16))
    return { n: '\n', t: '\t', r: '\r' }[code] ?? code
  })
}
