import { expect, it } from 'vitest'
import { messagesOf, type Replacement, withoutLines } from './fixture.ts'
import { scrapesAreMoreFrequentThanLookback } from './scrapes-are-more-frequent-than-lookback.ts'

const found = (...changes: Replacement[]): string[] =>
  messagesOf(scrapesAreMoreFrequentThanLookback, changes).map(withoutLines)
const interval = (text: string): Replacement => ['scrape_interval: 30s', `scrape_interval: ${text}`]
const lookback = (text: string): Replacement => ['--log.level=info', `--query.lookback-delta=${text}`]

it('finds an interval above the lookback delta', () => {
  expect(found(interval('10m'))).toEqual([
    'ConfigMap/prometheus: the scrape interval 10m is not shorter than the lookback delta 5m of thanos query (a.yaml:N).',
  ])
})

it('finds the interval of a job', () => {
  expect(found(['- job_name: pods', '- job_name: pods\n        scrape_interval: 5m'])).toEqual([
    'ConfigMap/prometheus: the scrape interval 5m is not shorter than the lookback delta 5m of thanos query (a.yaml:N).',
  ])
})

it('finds a lookback delta below two intervals', () => {
  expect(found(lookback('45s'))).toEqual([
    'ConfigMap/prometheus: the scrape interval 30s is more than half of the lookback delta 45s of thanos query (a.yaml:N), so one missed scrape is a gap.',
  ])
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  ['a longer lookback delta', [interval('5m'), lookback('15m')]],
  ['half of the lookback delta', [interval('150s')]],
])('accepts %s', (_, changes) => expect(found(...changes)).toEqual([]))
