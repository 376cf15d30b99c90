import type { SyntaxNode } from '@lezer/common'
import { parser } from '@prometheus-io/lezer-promql'
import { nearest } from '@thanos-gitops/manifest'
import { aggregationParameters, choosing, functions, type ValueType } from './promql-functions.ts'
import { type Labels, labelsAfter, open } from './promql-labels.ts'

export interface QueryProblem {
  /** Characters into the query. */
  readonly offset: number
  readonly message: string
}

export interface Matcher {
  readonly label: string
  readonly operator: '=' | '!=' | '=~' | '!~'
  readonly value: string
}

export interface Selector {
  /** Undefined where a regular expression chooses the name. */
  readonly metric: string | undefined
  readonly matchers: readonly Matcher[]
  readonly offset: number
}

export interface Query {
  readonly problems: readonly QueryProblem[]
  readonly type: ValueType
  readonly selectors: readonly Selector[]
  /** Labels that the result can have. */
  readonly labels: Labels
}

interface Value {
  readonly type: ValueType
  readonly labels: Labels
}

/** Parses a query and checks what the grammar lets through, as Prometheus does when it loads a rule. */
export function readQuery(text: string): Query {
  if (text.trim() === '')
    return { problems: [{ offset: 0, message: 'the query is empty.' }], type: 'vector', selectors: [], labels: open }
  const tree = parser.parse(text)
  const error = firstError(tree.topNode)
  if (error !== undefined)
    return { problems: [syntaxProblem(text, error)], type: 'vector', selectors: [], labels: open }
  const reader = new Reader(text)
  const top = tree.topNode.firstChild
  // A comment alone parses to nothing.
  const value = top ? reader.read(top) : { type: 'vector' as const, labels: open }
  return { problems: reader.problems, type: value.type, selectors: reader.selectors, labels: value.labels }
}

function firstError(node: SyntaxNode): SyntaxNode | undefined {
  if (node.type.isError) return node
  for (let child = node.firstChild; child; child = child.nextSibling) {
    const found = firstError(child)
    if (found) return found
  }
  return undefined
}

function syntaxProblem(text: string, { from }: SyntaxNode): QueryProblem {
  const before = /([a-zA-Z_:][\w:]*)\s*$/.exec(text.slice(0, from))
  const rest = text.slice(from).trimStart()
  if (before && rest.startsWith('(') && !functions.has(before[1]!)) {
    const similar = nearest(before[1]!, functions.keys())
    return {
      offset: before.index,
      message: `there is no function ${before[1]}${similar === undefined ? '.' : `; did you mean ${similar}?`}`,
    }
  }
  if (rest === '') {
    const missing = text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/g, '')
    const opened = (sign: string): number => missing.split(sign).length - 1
    const pair = [
      ['(', ')'],
      ['{', '}'],
      ['[', ']'],
    ].find(([a, b]) => opened(a!) > opened(b!))
    return {
      offset: Math.max(0, text.trimEnd().length - 1),
      message: pair ? `the query ends before its ${pair[1]}.` : 'the query ends too early.',
    }
  }
  return {
    offset: from + text.slice(from).length - rest.length,
    message: `the query does not parse at ${rest.length > 20 ? `${rest.slice(0, 20)}…` : rest}.`,
  }
}

const setOperators = new Set(['And', 'Or', 'Unless'])
const comparisons = new Set(['Eql', 'Neq', 'Lss', 'Lte', 'Gtr', 'Gte'])
const wrappers = new Set(['ParenExpr', 'OffsetExpr', 'StepInvariantExpr', 'SmoothedExpr', 'AnchoredExpr'])

class Reader {
  readonly problems: QueryProblem[] = []
  readonly selectors: Selector[] = []
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  #say(node: SyntaxNode, message: string): void {
    this.problems.push({ offset: node.from, message })
  }

  #textOf(node: SyntaxNode): string {
    return this.#text.slice(node.from, node.to)
  }

  read(node: SyntaxNode): Value {
    if (wrappers.has(node.name)) return this.read(node.firstChild!)
    switch (node.name) {
      case 'NumberDurationLiteral':
        return { type: 'scalar', labels: labelsAfter.none() }
      case 'StringLiteral':
        return { type: 'string', labels: labelsAfter.none() }
      case 'VectorSelector':
        return this.#selector(node)
      case 'MatrixSelector': {
        const inner = this.read(node.firstChild!)
        if (node.firstChild!.name !== 'VectorSelector')
          this.#say(node, 'a range stands directly behind a selector; signs go before, offset and @ behind it.')
        const range = node.getChild('DurationExpr')
        if (range && /^0+(?:ms|[smhdwy])?$/.test(this.#textOf(range)))
          this.#say(range, 'a range must be longer than 0.')
        return { type: 'matrix', labels: inner.labels }
      }
      case 'SubqueryExpr': {
        const inner = this.read(node.firstChild!)
        if (inner.type !== 'vector') this.#say(node, `a subquery is of an instant vector, and this is a ${inner.type}.`)
        return { type: 'matrix', labels: inner.labels }
      }
      case 'UnaryExpr': {
        const inner = this.read(node.lastChild!)
        if (inner.type !== 'scalar' && inner.type !== 'vector')
          this.#say(node, `a sign stands before a number or an instant vector, and this is ${article(inner.type)}.`)
        return inner
      }
      case 'AggregateExpr':
        return this.#aggregation(node)
      case 'FunctionCall':
        return this.#call(node)
      case 'BinaryExpr':
        return this.#binary(node)
      default:
        return { type: 'vector', labels: open }
    }
  }

  #selector(node: SyntaxNode): Value {
    const name = node.getChild('Identifier')
    const matchers: Matcher[] = []
    for (const matcher of node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? [])
      this.#matcher(matcher, this.#textOf(matcher.getChild('LabelName')!), matchers)
    for (const matcher of node.getChild('LabelMatchers')?.getChildren('QuotedLabelMatcher') ?? [])
      this.#matcher(matcher, unquoted(this.#textOf(matcher.firstChild!)), matchers)
    const quoted = node.getChild('LabelMatchers')?.getChild('QuotedLabelName')
    const metric = name
      ? this.#textOf(name)
      : quoted
        ? unquoted(this.#textOf(quoted))
        : matchers.find(({ label, operator }) => label === '__name__' && operator === '=')?.value
    if (name && matchers.some(({ label }) => label === '__name__')) this.#say(node, 'the metric is named twice.')
    const isBounded =
      metric !== undefined ||
      matchers.some((matcher) =>
        matcher.operator === '=' || matcher.operator === '=~'
          ? !matchesEmpty(matcher)
          : matchesEmpty({ ...matcher, operator: matcher.operator === '!=' ? '=' : '=~' }),
      )
    if (!isBounded)
      this.#say(node, 'the selector chooses all series: one of its matchers must not match the empty text.')
    this.selectors.push({ metric, matchers, offset: node.from })
    return { type: 'vector', labels: open }
  }

  #matcher(node: SyntaxNode, label: string, matchers: Matcher[]): void {
    const operator = this.#textOf(node.getChild('MatchOp')!) as Matcher['operator']
    const literal = node.getChildren('StringLiteral').at(-1)
    if (!literal) return
    const value = unquoted(this.#textOf(literal))
    const problem = operator.includes('~') ? regexProblem(value) : undefined
    if (problem !== undefined) this.#say(literal, `${value} is no regular expression: ${problem}.`)
    matchers.push({ label, operator, value })
  }

  #arguments(node: SyntaxNode): SyntaxNode[] {
    const body = node.getChild('FunctionCallBody')
    const found: SyntaxNode[] = []
    for (let child = body?.firstChild; child; child = child.nextSibling) found.push(child)
    return found
  }

  #aggregation(node: SyntaxNode): Value {
    const operator = this.#textOf(node.getChild('AggregateOp')!).toLowerCase()
    const given = this.#arguments(node)
    const values = given.map((argument) => this.read(argument))
    const parameter = aggregationParameters[operator]
    const wanted = parameter === undefined ? 1 : 2
    if (given.length !== wanted)
      this.#say(
        node,
        parameter === undefined
          ? `${operator} takes one vector, and ${given.length} arguments are given.`
          : `${operator} takes a ${parameter} and a vector.`,
      )
    else {
      const [first] = values
      if (parameter !== undefined && first!.type !== parameter)
        this.#say(given[0]!, `${operator} takes a ${parameter} first, and this is ${article(first!.type)}.`)
      if (values.at(-1)!.type !== 'vector')
        this.#say(given.at(-1)!, `${operator} takes an instant vector, and this is ${article(values.at(-1)!.type)}.`)
    }
    const inner = values.at(-1)?.labels ?? open
    const modifier = node.getChild('AggregateModifier')
    const names = this.#labelNames(modifier)
    if (choosing.has(operator)) return { type: 'vector', labels: inner }
    const kept =
      modifier === null
        ? labelsAfter.only([], inner)
        : modifier.getChild('By')
          ? labelsAfter.only(names, inner)
          : labelsAfter.without(names, inner)
    const added =
      operator === 'count_values' && given[0]?.name === 'StringLiteral'
        ? labelsAfter.adding([unquoted(this.#textOf(given[0]))], kept)
        : kept
    return { type: 'vector', labels: added }
  }

  #labelNames(node: SyntaxNode | null | undefined): string[] {
    const list = node?.getChild('GroupingLabels')
    return list ? this.#namesIn(list) : []
  }

  #namesIn(list: SyntaxNode): string[] {
    return [...list.getChildren('LabelName'), ...list.getChildren('QuotedLabelName')].map((name) =>
      unquoted(this.#textOf(name)),
    )
  }

  #call(node: SyntaxNode): Value {
    const name = this.#textOf(node.getChild('FunctionIdentifier')!)
    const given = this.#arguments(node)
    const values = given.map((argument) => this.read(argument))
    const signature = functions.get(name)
    const vector = values.find(({ type }) => type === 'vector' || type === 'matrix')
    if (signature) {
      const { takes, optional, isOpen } = signature
      const least = takes.length - optional - (isOpen ? 1 : 0)
      if (given.length < least || (!isOpen && given.length > takes.length))
        this.#say(
          node,
          `${name} takes ${countOf(takes, optional, isOpen)}, and ${given.length} ${given.length === 1 ? 'is' : 'are'} given.`,
        )
      else
        given.forEach((argument, index) => {
          const wanted = takes[Math.min(index, takes.length - 1)]!
          const { type } = values[index]!
          if (type !== wanted)
            this.#say(
              argument,
              `${name} takes ${article(wanted)} here, and this is ${article(type)}${wanted === 'matrix' && type === 'vector' ? ': a range such as [5m] is missing' : ''}.`,
            )
        })
    }
    if (name === 'label_replace' && given[4]?.name === 'StringLiteral') {
      const problem = regexProblem(unquoted(this.#textOf(given[4])))
      if (problem !== undefined) this.#say(given[4], `this is no regular expression: ${problem}.`)
    }
    return { type: signature?.gives ?? 'vector', labels: this.#labelsOfCall(name, given, vector?.labels) }
  }

  #labelsOfCall(name: string, given: readonly SyntaxNode[], inner: Labels | undefined): Labels {
    if (name === 'absent' || name === 'absent_over_time') {
      const selector = this.selectors.at(-1)
      return labelsAfter.only(
        (selector?.matchers ?? []).filter(({ operator }) => operator === '=').map(({ label }) => label),
        open,
      )
    }
    if (inner === undefined) return labelsAfter.none()
    const target = given[1]
    if ((name === 'label_replace' || name === 'label_join') && target?.name === 'StringLiteral')
      return labelsAfter.adding([unquoted(this.#textOf(target))], inner)
    if (name === 'histogram_quantile') return labelsAfter.without(['le'], inner)
    return name === 'info' ? open : inner
  }

  #binary(node: SyntaxNode): Value {
    const left = node.firstChild
    const right = node.lastChild
    const operator = left?.nextSibling?.name ?? ''
    if (!left || !right) return { type: 'vector', labels: open }
    const [a, b] = [this.read(left), this.read(right)]
    for (const [operand, { type }] of [
      [left, a],
      [right, b],
    ] as const)
      if (type !== 'scalar' && type !== 'vector')
        this.#say(operand, `an operator takes numbers and instant vectors, and this is ${article(type)}.`)
    const clause = node.getChild('MatchingModifierClause')
    if (node.getChild('BoolModifier') && !comparisons.has(operator)) this.#say(node, 'bool is for comparisons only.')
    if (a.type === 'scalar' && b.type === 'scalar') {
      if (comparisons.has(operator) && !node.getChild('BoolModifier'))
        this.#say(node, 'two numbers are compared with bool only.')
      if (setOperators.has(operator)) this.#say(node, `${operator.toLowerCase()} takes two vectors.`)
      return { type: 'scalar', labels: labelsAfter.none() }
    }
    if (setOperators.has(operator) && (a.type === 'scalar' || b.type === 'scalar'))
      this.#say(node, `${operator.toLowerCase()} takes two vectors.`)
    if (a.type === 'scalar' || b.type === 'scalar') {
      if (clause) this.#say(clause, 'only two vectors can be matched.')
      return { type: 'vector', labels: a.type === 'scalar' ? b.labels : a.labels }
    }
    if (operator === 'Or') return { type: 'vector', labels: labelsAfter.either(a.labels, b.labels) }
    if (setOperators.has(operator)) {
      if (clause?.getChild('GroupLeft') || clause?.getChild('GroupRight'))
        this.#say(clause, `${operator.toLowerCase()} takes no group.`)
      return { type: 'vector', labels: a.labels }
    }
    return { type: 'vector', labels: this.#matched(clause, a.labels, b.labels) }
  }

  /** https://github.com/prometheus/prometheus/blob/v3.13.2/promql/engine.go, resultMetric. */
  #matched(clause: SyntaxNode | null, left: Labels, right: Labels): Labels {
    const lists = clause?.getChildren('GroupingLabels') ?? []
    const isGrouped = clause?.getChild('GroupLeft') || clause?.getChild('GroupRight')
    if (clause && isGrouped) {
      const included = lists.length > 1 ? this.#namesIn(lists[1]!) : []
      return labelsAfter.adding(included, clause.getChild('GroupLeft') ? left : right)
    }
    const names = lists[0] ? this.#namesIn(lists[0]) : []
    if (clause?.getChild('On')) return labelsAfter.only(names, left)
    return labelsAfter.without(names, left)
  }
}

const article = (type: ValueType): string =>
  ({ scalar: 'a number', vector: 'an instant vector', matrix: 'a range vector', string: 'a text' })[type]

const countOf = (takes: readonly ValueType[], optional: number, isOpen: boolean): string => {
  const least = takes.length - optional - (isOpen ? 1 : 0)
  const range = isOpen ? `${least} or more` : optional > 0 ? `${least} to ${takes.length}` : String(takes.length)
  return `${range} argument${range === '1' ? '' : 's'}`
}

/** The text of a string literal: in `"`, `'` or backquotes. A name without quotes stays. */
export function unquoted(literal: string): string {
  if (literal.startsWith('`')) return literal.slice(1, -1)
  if (!/^["']/.test(literal)) return literal
  return literal.slice(1, -1).replaceAll(/\\(u[\da-f]{4}|x[\da-f]{2}|.)/gi, (_, code: string) => {
    if (/^[ux]/.test(code)) return String.fromCodePoint(Number.parseInt(code.slice(1), 16))
    return { n: '\n', t: '\t', r: '\r' }[code] ?? code
  })
}

/** RE2 has neither look-around nor back-references; its flags and named groups are written otherwise than in JavaScript. */
export function regexProblem(pattern: string): string | undefined {
  if (/\(\?<?[=!]/.test(pattern)) return 'it looks ahead or behind, which RE2 does not know'
  if (/(?:^|[^\\])(?:\\\\)*\\[1-9]/.test(pattern)) return 'it refers back to a group, which RE2 does not know'
  try {
    new RegExp(asJavaScript(pattern))
    return undefined
  } catch (error) {
    return (error as Error).message.replace(/^.*: /, '').toLowerCase()
  }
}

const asJavaScript = (pattern: string): string =>
  pattern
    .replaceAll(/\(\?[imsU-]+\)/g, '')
    .replaceAll(/\(\?[imsU-]+:/g, '(?:')
    .replaceAll('(?P<', '(?<')
    .replaceAll(/\\[AzQE]/g, '')
    .replaceAll(/\[\[:\^?\w+:\]/g, '[\\w')
    .replaceAll(/\\[pP]\{?\w+\}?/g, '\\w')

/** Anchored, as Prometheus matches. Undefined where this is not JavaScript's to say. */
export function asRegExp(pattern: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${asJavaScript(pattern)})$`, 's')
  } catch {
    return undefined
  }
}

function matchesEmpty({ operator, value }: Matcher): boolean {
  return operator === '=' ? value === '' : (asRegExp(value)?.test('') ?? false)
}
