import { expect, it } from 'vitest'
import { divisionErrors, expectDivision } from './partition.ts'

it('divisionErrors finds nothing if each element is in one part', () =>
  expect(divisionErrors(['a', 'b', 'c'], [['c'], ['a', 'b']])).toEqual([]))

it('divisionErrors finds missing, repeated and unknown elements', () =>
  expect(divisionErrors(['a', 'b', 'c'], [['a', 'b'], ['b', 'd'], []])).toEqual([
    'in no part: c',
    'in several parts: b',
    'unknown: d',
  ]))

it('expectDivision returns the numbers of elements', () =>
  expect(expectDivision(['a', 'b', 'c'], [['c'], ['a', 'b']])).toBe('1 and 2'))

it.each([
  ['an element in no part', [['a'], ['b']], /in no part: c/],
  ['an empty part', [['a', 'b', 'c'], []], /a part is empty: 3 and 0/],
])('expectDivision throws for %s', (_, parts, message) =>
  expect(() => expectDivision(['a', 'b', 'c'], parts)).toThrow(message),
)
