import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluate, formulaText, namesIn } from './expression.ts'

const values: Readonly<Record<string, number>> = { a: 2, b: 3, c2: 5 }
const value = (formula: string): number => evaluate(formula, (name) => values[name]!)

describe('evaluate', () => {
  it.each([
    ['a + b * c2', 17],
    ['(a + b) * c2', 25],
    ['c2 - a - b', 0],
    ['c2 / a / 5', 0.5],
    ['max(a, b, 1.5) * 2', 6],
    ['min(ceil(c2 / a), 10)', 3],
    ['ceil((a + b) / 2)', 3],
  ])('computes %s', (formula, expected) => expect(value(formula)).toBe(expected))

  it.each(['a +', 'a b', '(a', 'max(a', '* a', 'a ) b', ''])('rejects %j', (formula) =>
    expect(() => value(formula)).toThrow('unexpected'),
  )

  it('computes as JavaScript does', () => {
    const operand = fc.oneof(fc.constantFrom('a', 'b', 'c2'), fc.integer({ min: 1, max: 99 }).map(String))
    const operator = fc.constantFrom(' + ', ' - ', ' * ', ' / ')
    fc.assert(
      fc.property(operand, fc.array(fc.tuple(operator, operand), { maxLength: 6 }), (first, rest) => {
        const formula = first + rest.flat().join('')
        const compute = new Function('a', 'b', 'c2', `return ${formula}`) as (...all: number[]) => number
        expect(value(formula)).toBe(compute(2, 3, 5))
      }),
    )
  })
})

it('lists the names of a formula without functions and numbers', () => {
  expect(namesIn('max(a, 2) * b / ceil(a)')).toEqual(['a', 'b'])
})

it('writes the signs of people', () => expect(formulaText('a * b / 2')).toBe('a × b ÷ 2'))
