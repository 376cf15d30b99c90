import { type BinaryExpression, type Expression, isComparison } from './expression.ts'

/** Two comparisons of one part of a query that no value fulfills. */
export interface Contradiction {
  readonly first: BinaryExpression
  readonly second: BinaryExpression
}

interface Threshold {
  readonly comparison: BinaryExpression
  /** The source of the compared part. */
  readonly subject: string
  readonly operator: string
  readonly value: number
}

/**
 * Comparisons on both sides of `and` without on or ignoring that exclude each other: `x > 90 and x < 10`.
 *
 * @param sourceOf the source of a part, in which equal parts are equal
 */
export function contradictionIn(
  expression: BinaryExpression,
  sourceOf: (part: Expression) => string,
): Contradiction | undefined {
  const thresholds = conjuncts(expression).flatMap((part) => thresholdOf(part, sourceOf) ?? [])
  for (const [index, first] of thresholds.entries())
    for (const second of thresholds.slice(index + 1))
      if (first.subject === second.subject && excludeEachOther(first, second))
        return { first: first.comparison, second: second.comparison }
  return undefined
}

const conjuncts = (part: Expression): readonly Expression[] =>
  part.kind === 'binary' && part.operator === 'and' && part.matching.place === undefined
    ? [...conjuncts(part.left), ...conjuncts(part.right)]
    : [part]

const mirrored: Readonly<Record<string, string>> = { '>': '<', '<': '>', '>=': '<=', '<=': '>=' }

function thresholdOf(part: Expression, sourceOf: (part: Expression) => string): Threshold | undefined {
  if (part.kind !== 'binary' || !isComparison(part) || part.isBool) return undefined
  const { left, right, operator } = part
  if (right.kind === 'number') return { comparison: part, subject: sourceOf(left), operator, value: right.value }
  if (left.kind === 'number')
    return { comparison: part, subject: sourceOf(right), operator: mirrored[operator] ?? operator, value: left.value }
  return undefined
}

/** Whether no number fulfills both: the thresholds and the numbers around them are tried. */
function excludeEachOther(a: Threshold, b: Threshold): boolean {
  const middle = (a.value + b.value) / 2
  const candidates = [a.value, b.value, middle, Math.min(a.value, b.value) - 1, Math.max(a.value, b.value) + 1]
  return !candidates.some((candidate) => fulfills(a, candidate) && fulfills(b, candidate))
}

function fulfills({ operator, value }: Threshold, candidate: number): boolean {
  switch (operator) {
    case '>':
      return candidate > value
    case '>=':
      return candidate >= value
    case '<':
      return candidate < value
    case '<=':
      return candidate <= value
    case '==':
      return candidate === value
    default:
      return candidate !== value
  }
}
