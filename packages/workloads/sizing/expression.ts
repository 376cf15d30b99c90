// Formulas as strings, so that a formula that is printed is the one that is computed.

/** The values of the names in a formula. */
export type Lookup = (name: string) => number

const functions: Readonly<Record<string, (...values: readonly number[]) => number>> = {
  max: Math.max,
  min: Math.min,
  ceil: (value) => Math.ceil(value!),
}

interface Parser {
  readonly tokens: readonly string[]
  position: number
  readonly lookup: Lookup
}

/**
 * The value of a formula with `+`, `-`, `*`, `/`, parentheses, `min`, `max`, `ceil`, numbers and names.
 * Throws an Error for a formula with a syntax error, which is a defect of the table that contains it.
 */
export function evaluate(formula: string, lookup: Lookup): number {
  const parser: Parser = { tokens: tokensOf(formula), position: 0, lookup }
  const value = sum(parser)
  if (parser.position < parser.tokens.length) throw unexpected(parser, formula)
  return value
}

/** The names in a formula, in the order of their first use, without functions. */
export const namesIn = (formula: string): readonly string[] => [
  ...new Set(tokensOf(formula).filter((token) => /^[a-z]/i.test(token) && !Object.hasOwn(functions, token))),
]

/** A formula as people write it. */
export const formulaText = (formula: string): string => formula.replaceAll('*', '×').replaceAll('/', '÷')

const tokensOf = (formula: string): readonly string[] => formula.match(/\d+(?:\.\d+)?|\w+|[^\s]/g) ?? []

const peek = ({ tokens, position }: Parser): string | undefined => tokens[position]

function take(parser: Parser, ...expected: readonly string[]): string | undefined {
  const token = peek(parser)
  if (token === undefined || !expected.includes(token)) return undefined
  parser.position++
  return token
}

function sum(parser: Parser): number {
  let value = product(parser)
  for (let sign = take(parser, '+', '-'); sign !== undefined; sign = take(parser, '+', '-'))
    value += sign === '+' ? product(parser) : -product(parser)
  return value
}

function product(parser: Parser): number {
  let value = factor(parser)
  for (let sign = take(parser, '*', '/'); sign !== undefined; sign = take(parser, '*', '/')) {
    const next = factor(parser)
    value = sign === '*' ? value * next : value / next
  }
  return value
}

function factor(parser: Parser): number {
  const token = peek(parser)
  if (token === undefined || !/^[\w(]/.test(token)) throw unexpected(parser, parser.tokens.join(' '))
  parser.position++
  if (token === '(') return closed(parser, [sum(parser)])[0]!
  if (/^\d/.test(token)) return Number(token)
  if (!Object.hasOwn(functions, token)) return parser.lookup(token)
  take(parser, '(')
  const values = [sum(parser)]
  while (take(parser, ',') !== undefined) values.push(sum(parser))
  return functions[token]!(...closed(parser, values))
}

function closed(parser: Parser, values: readonly number[]): readonly number[] {
  if (take(parser, ')') === undefined) throw unexpected(parser, parser.tokens.join(' '))
  return values
}

const unexpected = (parser: Parser, formula: string): Error =>
  new Error(`The formula ${formula} has an unexpected ${peek(parser) ?? 'end'}.`)
