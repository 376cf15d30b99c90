import { expect, it } from 'vitest'
import { messagesOf } from '../thanos/fixture.ts'
import { alertsWaitBeforeTheyFire } from './alerts-wait-before-they-fire.ts'
import { messagesForAlert } from './testing.ts'

it.each([
  ['absent(up)', {}, 'alert Test fires without for when absent(up) has a result, also while Prometheus starts.'],
  [
    'absent(up)',
    { for: '0m' },
    'alert Test fires without for when absent(up) has a result, also while Prometheus starts.',
  ],
  [
    'sum(a) / sum(b) > 1',
    {},
    'alert Test compares sum(a) / sum(b) without for: after a restart, the two sides contain different targets.',
  ],
  [
    '100 * sum(a) / sum(b) > 1',
    {},
    'alert Test compares 100 * sum(a) / sum(b) without for: after a restart, the two sides contain different targets.',
  ],
  [
    'topk(3, a) > 1',
    { for: '5m' },
    'alert Test: topk selects other series at each evaluation, and each of them is another alert.',
  ],
])('finds %s with %o', (expr, fields, message) => {
  expect(messagesForAlert(alertsWaitBeforeTheyFire, expr, fields)).toEqual([message])
})

it.each([
  ['absent(up)', { for: '5m' }],
  ['absent_over_time(up[5m])', {}],
  ['sum(a) / sum(b) > 1', { for: '5m' }],
  ['a / b > 1', {}],
  ['sum(a{x="1"}) / sum(a) > 1', {}],
  ['sum(job:a) / sum(job:b) > 1', {}],
  ['sum(topk(3, a)) > 1', {}],
  ['topk by (job) (1, a) > 1', {}],
  ['up == 0', {}],
  ['sum(a) > 100', {}],
])('accepts %s with %o', (expr, fields) => {
  expect(messagesForAlert(alertsWaitBeforeTheyFire, expr, fields)).toEqual([])
})

it('compares for with the scrape interval', () => {
  const rule = 'max by (job, pod) (thanos_compact_halted{job=~".*thanos-compact.*"}) == 1\n            for: 5m'
  const messages = (wait: string): string[] =>
    messagesOf(alertsWaitBeforeTheyFire, [[rule, `absent(up)\n            for: ${wait}`]])
  expect(messages('45s')).toEqual([
    'ConfigMap/prometheus: alert ThanosCompactHalted fires with for: 45s when absent(up) has a result, also while Prometheus starts.',
  ])
  expect(messages('1m')).toEqual([])
})
