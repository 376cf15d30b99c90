import { expect, it } from 'vitest'
import { alertsHaveACondition } from './alerts-have-a-condition.ts'
import { messagesForAlert, messagesIn, ruleFile } from './testing.ts'

it.each([
  ['errors_total', 'errors_total has a result while its series exist, whatever their values.'],
  [
    'sum by (job) (rate(errors_total[5m]))',
    'sum by (job) (rate(errors_total[5m])) has a result while its series exist, whatever their values.',
  ],
  ['a / b', 'a / b has a result while its series exist, whatever their values.'],
  ['up == bool 0', 'with bool, up == bool 0 returns 0 instead of nothing.'],
  ['sum(up == 0) or vector(0)', 'vector(0) always has a result.'],
  ['sum(errors_total > 5 or vector(0))', 'sum(errors_total > 5 or vector(0)) always has a result.'],
  ['up == 0 or errors_total', 'errors_total has a result while its series exist, whatever their values.'],
  ['a and b', 'a has a result while its series exist, whatever their values.'],
  ['listener_info{job="a"}', 'listener_info{job="a"} has a result while its series exist, whatever their values.'],
  ['rate(errors_total[5m]) >= 0', 'rate(errors_total[5m]) >= 0 is true for all values.'],
  ['count(up) >= 1', 'count(up) >= 1 is true for all values.'],
  ['changes(a[5m])', 'changes(a[5m]) has a result while its series exist, whatever their values.'],
])('finds %s', (expr, problem) => {
  expect(messagesForAlert(alertsHaveACondition, expr)).toEqual([`alert Test always fires: ${problem}`])
})

it.each([
  'up == 0',
  'sum(up == 0)',
  'absent(up)',
  'absent_over_time(up[5m])',
  'up == 0 or absent(up)',
  'up unless on (job) other',
  'a and b > 0',
  'a > 0 and b',
  '(a > 5) / b',
  'a * on (x) (b == 1)',
  '(a == bool 1) > 0',
  '(sum(errors_total) or vector(0)) > 3',
  'a / b >= 0',
  'count(up == 0) > 0',
  'listener_info{state="down"}',
  'ALERTS{alertstate="firing"}',
  'vector(1)',
  'hour() > 5 and on () up == 0',
  'count_over_time((up == 0)[10m:])',
  'time() - max(x) > 3600',
])('accepts %s', (expr) => {
  expect(messagesForAlert(alertsHaveACondition, expr)).toEqual([])
})

it('follows recording rules', () => {
  const rules = [
    { record: 'job:down', expr: 'up == 0' },
    { record: 'job:up', expr: 'sum by (job) (up)' },
    { alert: 'Down', expr: 'job:down' },
    { alert: 'Up', expr: 'job:up' },
  ]
  expect(messagesIn(alertsHaveACondition, ruleFile(rules))).toEqual([
    'alert Up always fires: job:up has a result while its series exist, whatever their values.',
  ])
})
