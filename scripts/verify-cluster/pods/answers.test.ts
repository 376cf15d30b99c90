import { expect, it } from 'vitest'
import { seriesText, timesOf } from './answers.ts'

const series = (number: string, label: Record<string, string>) => ({ metric: label, values: [[60, number] as const] })

it('seriesText is equal for series and labels in another order', () =>
  expect(seriesText([series('1', { a: 'x', b: 'y' }), series('2', { a: 'z' })])).toBe(
    seriesText([series('2', { a: 'z' }), series('1', { b: 'y', a: 'x' })]),
  ))

it.each([
  ['another value', [series('3', { a: 'x' })]],
  ['another label', [series('1', { a: 'z' })]],
  ['a series less', []],
])('seriesText differs for %s', (_, other) => expect(seriesText(other)).not.toBe(seriesText([series('1', { a: 'x' })])))

it('timesOf returns seconds', () =>
  expect(timesOf({ start: 600_000, end: 1_200_000 })).toEqual({ start: 600, end: 1200, step: 600 }))
