import type { SyntaxNode } from '@lezer/common'
import type { ValueType } from './functions.ts'

export interface QueryProblem {
  /** Characters from the start of the query. */
  readonly offset: number
  readonly message: string
}

export interface LabelMatcher {
  readonly label: string
  readonly operator: '=' | '!=' | '=~' | '!~'
  readonly value: string
  /** The characters of the matcher in the query. */
  readonly from: number
  readonly to: number
}

/** One pass over the syntax tree of a query, which determines types and collects problems. */
export interface Analysis {
  textOf(node: SyntaxNode): string
  report(node: SyntaxNode, message: string): void
  /** Determines the type of a part of any kind. */
  analyze(node: SyntaxNode): ValueType
}

/** The parts of a node without comments. */
export function childrenOf(node: SyntaxNode | null): SyntaxNode[] {
  const nodes: SyntaxNode[] = []
  for (let child = node?.firstChild; child; child = child.nextSibling)
    if (child.name !== 'LineComment') nodes.push(child)
  return nodes
}

/** The arguments of a function or an aggregation. */
export const argumentsOf = (node: SyntaxNode): SyntaxNode[] => childrenOf(node.getChild('FunctionCallBody'))

/** The value of a string literal in `"`, `'` or backquotes. A name without quotes is returned unchanged. */
export function unquoted(literal: string): string {
  if (literal.startsWith('`')) return literal.slice(1, -1)
  if (!/^["']/.test(literal)) return literal
  return literal.slice(1, -1).replaceAll(/\\(u[\da-f]{4}|x[\da-f]{2}|.)/gi, (_, code: string) => {
    if (/^[ux]/.test(code)) return String.fromCodePoint(Number.parseInt(code.slice(1), 16))
    return { n: '\n', t: '\t', r: '\r' }[code] ?? code
  })
}
