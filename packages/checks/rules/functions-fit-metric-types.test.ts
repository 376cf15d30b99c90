import { expect, it } from 'vitest'
import { messagesOf } from '../thanos/fixture.ts'
import { functionsFitMetricTypes } from './functions-fit-metric-types.ts'
import { messagesForAlert, messagesIn, ruleFile } from './testing.ts'

it.each([
  ['rate(up[5m]) > 0', 'rate of up, which is a gauge.'],
  ['resets(scrape_duration_seconds[1h]) > 0', 'resets of scrape_duration_seconds, which is a gauge.'],
  [
    'rate(sum(a_bucket)[5m:1m]) > 0',
    'rate of sum(a_bucket)[5m:1m], which is an aggregation of counters: the restart of one process looks like a restart of all.',
  ],
  ['increase(rate(a_bucket[5m])[1h:]) > 0', 'increase of rate(a_bucket[5m])[1h:], which is a gauge.'],
  ['delta(errors_total[5m]) > 0', 'delta of errors_total, which is a counter.'],
  ['delta(a_bucket[5m]) > 0', 'delta of a_bucket, which is a counter.'],
  ['predict_linear(a_bucket[5m], 3600) > 0', 'predict_linear of a_bucket, which is a counter.'],
  ['rate(max_over_time(up[5m])[1h:]) > 0', 'rate of max_over_time(up[5m])[1h:], which is a gauge.'],
  ['rate(count(up)[5m:]) > 0', 'rate of count(up)[5m:], which is a gauge.'],
])('finds %s', (expr, problem) => {
  expect(messagesForAlert(functionsFitMetricTypes, expr)).toEqual([`alert Test: ${problem}`])
})

it.each([
  'rate(a_bucket[5m]) > 0',
  'sum(rate(a_bucket[5m])) > 0',
  'rate(unknown_total[5m]) > 0',
  'delta(unknown[5m]) > 0',
  'rate(unknown[5m]) > 0',
  'rate(unknown_count[5m]) > 0',
  'delta(up[5m]) > 0',
  'deriv(rate(a_bucket[5m])[1h:]) > 0',
  'changes(up[5m]) > 0',
  'max_over_time(rate(a_bucket[5m])[1h:]) > 0',
  'rate((a_bucket * 2)[5m:]) > 0',
])('accepts %s', (expr) => {
  expect(messagesForAlert(functionsFitMetricTypes, expr)).toEqual([])
})

it('uses the queries of recording rules', () => {
  const rules = [
    { record: 'job:a:rate5m', expr: 'sum by (job) (rate(a_total[5m]))' },
    { record: 'job:a:sum', expr: 'sum by (job) (a_bucket)' },
    { record: 'job:self', expr: 'job:self + 1' },
    { alert: 'Rate', expr: 'rate(job:a:rate5m[5m]) > 0' },
    { alert: 'Sum', expr: 'rate(job:a:sum[5m]) > 0' },
    { alert: 'Self', expr: 'rate(job:self[5m]) > 0' },
  ]
  expect(messagesIn(functionsFitMetricTypes, ruleFile(rules))).toEqual([
    'alert Rate: rate of job:a:rate5m, which is a gauge.',
    'alert Sum: rate of job:a:sum, which is an aggregation of counters: the restart of one process looks like a restart of all.',
  ])
})

it.each([
  ['rate(prometheus_tsdb_head_series[5m])', 'rate of prometheus_tsdb_head_series, which is a gauge.'],
  ['delta(prometheus_engine_queries[5m])', undefined],
  [
    'delta(prometheus_http_request_duration_seconds_count[5m])',
    'delta of prometheus_http_request_duration_seconds_count, which is a counter.',
  ],
])('uses the types of metrics of running programs in %s', (query, problem) => {
  const rule = 'max by (job, pod) (thanos_compact_halted{job=~".*thanos-compact.*"})'
  expect(messagesOf(functionsFitMetricTypes, [[rule, query]])).toEqual(
    problem === undefined ? [] : [`ConfigMap/prometheus: alert ThanosCompactHalted: ${problem}`],
  )
})
