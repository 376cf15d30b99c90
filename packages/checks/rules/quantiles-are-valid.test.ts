import { expect, it } from 'vitest'
import { quantilesAreValid } from './quantiles-are-valid.ts'
import { messagesForAlert } from './testing.ts'

it.each([
  [
    'histogram_quantile(0.9, sum(rate(a_bucket[5m]))) > 1',
    'histogram_quantile has no buckets, because they have no label le (sum).',
  ],
  [
    'histogram_quantile(0.9, sum by (job) (rate(a_bucket[5m]))) > 1',
    'histogram_quantile has no buckets, because they have no label le (sum by (job)).',
  ],
  [
    'histogram_quantile(0.9, sum without (le, pod) (rate(a_bucket[5m]))) > 1',
    'histogram_quantile has no buckets, because they have no label le (sum without (le, pod)).',
  ],
  [
    'histogram_quantile(0.9, sum by (le) (rate(a_count[5m]))) > 1',
    'histogram_quantile requires buckets, but a_count is not a histogram.',
  ],
  ['histogram_quantile(99, sum by (le) (rate(a_bucket[5m]))) > 1', '99 is not a quantile.'],
  ['quantile(95, a) > 1', '95 is not a quantile.'],
  ['quantile_over_time(1.5, a[5m]) > 1', '1.5 is not a quantile.'],
])('finds %s', (expr, problem) => {
  expect(messagesForAlert(quantilesAreValid, expr)).toEqual([`alert Test: ${problem}`])
})

it.each([
  'histogram_quantile(0.9, sum by (le) (rate(a_bucket[5m]))) > 1',
  'histogram_quantile(0.9, rate(a_bucket[5m])) > 1',
  'histogram_quantile(0.9, sum(rate(a[5m]))) > 1',
  'histogram_quantile(0.9, sum by (job) (rate(a[5m]))) > 1',
  'histogram_quantile(0.9, sum without (pod) (rate(a_bucket[5m]))) > 1',
  'quantile(0.5, a) > 1',
  'histogram_quantile(scalar(a), b_bucket) > 1',
])('accepts %s', (expr) => {
  expect(messagesForAlert(quantilesAreValid, expr)).toEqual([])
})
