import { expect, it } from 'vitest'
import { messagesOf } from '../thanos/fixture.ts'
import { recordedSeriesHaveARule } from './recorded-series-have-a-rule.ts'
import { messagesIn, ruleFile } from './testing.ts'

const record = { record: 'namespace:errors:rate5m', expr: 'sum by (namespace) (rate(errors_total[5m]))' }
const alert = (expr: string) => ({ alert: 'TooManyErrors', expr })

it.each([
  ['a misspelled series', 'namespace:error:rate5m > 0', 'no rule records the series namespace:error:rate5m.'],
  ['a misspelled alert', 'ALERTS{alertname="TooManyError"} == 1', 'no alert has the name TooManyError.'],
])('finds %s', (_, expr, message) => {
  expect(messagesIn(recordedSeriesHaveARule, ruleFile([record, alert(expr)]))).toEqual([
    `alert TooManyErrors: ${message}`,
  ])
})

it.each([
  'namespace:errors:rate5m > 0',
  'cluster:other:sum > 0',
  'namespace:errors:rate1h > 0',
  'ALERTS{alertname="TooManyErrors"} == 1',
  'ALERTS{alertname="Watchdog"} == 1',
  'ALERTS{alertname!="A"} == 1',
  'ALERTS{alertstate="firing"} == 1',
])('accepts %s', (expr) => {
  expect(messagesIn(recordedSeriesHaveARule, ruleFile([record, alert(expr)]))).toEqual([])
})

it('finds any unknown series in the rules of a Prometheus whose rules are all in the manifests', () => {
  const query = 'max by (job, pod) (thanos_compact_halted{job=~".*thanos-compact.*"})'
  expect(messagesOf(recordedSeriesHaveARule, [[query, 'cluster:other:sum']])).toEqual([
    'ConfigMap/prometheus: alert ThanosCompactHalted: no rule records the series cluster:other:sum.',
  ])
})
