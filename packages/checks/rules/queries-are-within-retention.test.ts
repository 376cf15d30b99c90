import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from '../thanos/fixture.ts'
import { queriesAreWithinRetention } from './queries-are-within-retention.ts'

const rule = 'max by (job, pod) (thanos_compact_halted{job=~".*thanos-compact.*"}) == 1'
const messages = (query: string, ...changes: Replacement[]): string[] =>
  messagesOf(queriesAreWithinRetention, [[rule, query], ...changes]).map((text) =>
    text.replace('ConfigMap/prometheus: alert ThanosCompactHalted: ', ''),
  )

it.each([
  [
    'max_over_time(a[2d]) > 0',
    'max_over_time(a[2d]) > 0',
    'a[2d] reads data of the last 2d, but Prometheus keeps 24h.',
  ],
  ['an offset', 'a - a offset 1w > 0', 'a offset 1w reads data of the last 7d, but Prometheus keeps 24h.'],
  [
    'a subquery',
    'max_over_time(rate(a[5m])[3d:]) > 0',
    'rate(a[5m])[3d:] reads data of the last 3d, but Prometheus keeps 24h.',
  ],
  [
    'the sum of both',
    'max_over_time(rate(a[12h])[1d:]) > 0',
    'a[12h] reads data of the last 1d12h, but Prometheus keeps 24h.',
  ],
])('finds %s', (_, query, message) => {
  expect(messages(query)).toEqual([message])
})

it.each(['max_over_time(a[24h]) > 0', 'a - a offset 1h > 0', 'a > 0'])('accepts %s', (query) => {
  expect(messages(query)).toEqual([])
})

it('finds a for above the retention', () => {
  expect(messagesOf(queriesAreWithinRetention, [['for: 5m', 'for: 2d']])).toEqual([
    'ConfigMap/prometheus: alert ThanosCompactHalted waits for 2d, but Prometheus keeps 24h.',
  ])
})

it('uses the default retention', () => {
  const none: Replacement = ['    storage: {tsdb: {retention: {time: 24h}}}\n', '']
  expect(messages('max_over_time(a[20d]) > 0', none)).toEqual([
    'a[20d] reads data of the last 20d, but Prometheus keeps 15d.',
  ])
  expect(messages('max_over_time(a[10d]) > 0', none)).toEqual([])
})

it('does not judge a Prometheus that also reads another database', () => {
  const remote: Replacement = ['    rule_files:', '    remote_read: [{url: "http://a/read"}]\n    rule_files:']
  expect(messages('max_over_time(a[20d]) > 0', remote)).toEqual([])
})
