import { expect, it } from 'vitest'
import { messagesOf } from '../thanos/fixture.ts'
import { alertsCompareRatesOfCounters } from './alerts-compare-rates-of-counters.ts'
import { messagesForAlert, messagesIn, ruleFile } from './testing.ts'

it.each([
  'errors_total > 10',
  'sum by (job) (errors_total) > 0',
  'errors_total / ignoring (code) requests > 0.1',
  'max_over_time(errors_total[5m]) > 3',
  'clamp_max(errors_total, 5) > 3',
  'errors_total > 0 unless on (job) up == 0',
])('finds the value of a counter in %s', (expr) => {
  expect(messagesForAlert(alertsCompareRatesOfCounters, expr)).toEqual([
    'alert Test uses the value of the counter errors_total since the start of its process.',
  ])
})

it.each([
  'rate(errors_total[5m]) > 10',
  'sum(increase(errors_total[5m])) > 10',
  'absent(errors_total)',
  'count(errors_total) > 3',
  'errors_total == 0',
  'errors_total - errors_total offset 1h > 0',
  'sum(errors_total) - sum(errors_total offset 1h) > 0',
  'up == 0 and errors_total',
  'up == 0 unless errors_total',
  'errors > 5',
  'repo_pending_requests_total > 5',
  'drives_offline_total > 5',
  'time() - timestamp(errors_total) > 60',
])('accepts %s', (expr) => {
  expect(messagesForAlert(alertsCompareRatesOfCounters, expr)).toEqual([])
})

it('accepts recording rules, and follows them', () => {
  const rules = [
    { record: 'job:errors:sum', expr: 'sum by (job) (errors_total)' },
    { alert: 'Test', expr: 'job:errors:sum > 5' },
  ]
  expect(messagesIn(alertsCompareRatesOfCounters, ruleFile(rules))).toEqual([
    'alert Test uses the value of the counter job:errors:sum since the start of its process.',
  ])
})

it('uses the types of metrics of running programs', () => {
  const query = 'max by (job, pod) (thanos_compact_halted{job=~".*thanos-compact.*"}) == 1'
  expect(messagesOf(alertsCompareRatesOfCounters, [[query, 'prometheus_tsdb_compactions_total > 100']])).toEqual([
    'ConfigMap/prometheus: alert ThanosCompactHalted uses the value of the counter prometheus_tsdb_compactions_total since the start of its process.',
  ])
})
