import { expect, it } from 'vitest'
import { completeLoad, parseCount, presets } from './load.ts'

it.each<[string, number]>([
  ['3M', 3_000_000],
  ['1.5M', 1_500_000],
  ['750k', 750_000],
  ['750K', 750_000],
  ['1G', 1_000_000_000],
  ['42', 42],
  ['0', 0],
])('reads %s', (text, count) => expect(parseCount(text)).toBe(count))

it.each(['', '-1', '3m', '3Mi', '3 M', '1e6', 'M', '3MM', '١'])('rejects %j', (text) =>
  expect(parseCount(text)).toBeUndefined(),
)

it('has presets that are numbers of series, in the order of their size', () => {
  expect(presets).toEqual({ small: { series: 100_000 }, medium: { series: 1_000_000 }, large: { series: 3_000_000 } })
})

it('derives the queries from the series, and keeps what is set', () => {
  expect(completeLoad(presets.large)).toEqual({
    series: 3_000_000,
    churn: 0.25,
    queriesPerSecond: 10,
    queryRange: 86_400,
    receiveSeries: 0,
  })
  expect(completeLoad({ series: 1, queriesPerSecond: 7, churn: 0 })).toMatchObject({ queriesPerSecond: 7, churn: 0 })
})
