import { expect, it } from 'vitest'
import { messagesOf } from '../thanos/fixture.ts'
import { rulesFitTheirIntervals } from './rules-fit-their-intervals.ts'
import { messagesIn, ruleFile } from './testing.ts'

const record = { record: 'job:up:sum', expr: 'sum by (job) (up)' }
const alert = { alert: 'Down', expr: 'up == 0' }

it('finds a group that is evaluated less often than its samples last, once', () => {
  expect(messagesIn(rulesFitTheirIntervals, ruleFile([record, alert], { interval: '10m' }))).toEqual([
    'the group group is evaluated every 10m, but a query finds its samples only for 5m.',
  ])
})

it('finds a for below the interval of the group', () => {
  expect(messagesIn(rulesFitTheirIntervals, ruleFile([{ ...alert, for: '30s' }], { interval: '1m' }))).toEqual([
    'alert Down has for: 30s, but is evaluated every 1m (group group).',
  ])
})

it('finds a for below the interval of Prometheus, which is 1m by default', () => {
  expect(messagesOf(rulesFitTheirIntervals, [['for: 5m', 'for: 15s']])).toEqual([
    'ConfigMap/prometheus: alert ThanosCompactHalted has for: 15s, but is evaluated every 1m (evaluation_interval).',
  ])
})

it.each([
  ['no interval', {}, {}],
  ['an interval of 5m', { interval: '5m' }, {}],
  ['a for of one interval', { interval: '1m' }, { for: '1m' }],
  ['a for of 0s', { interval: '1m' }, { for: '0s' }],
  ['an unknown interval', {}, { for: '1s' }],
])('accepts %s', (_, group, fields) => {
  expect(messagesIn(rulesFitTheirIntervals, ruleFile([record, { ...alert, ...fields }], group))).toEqual([])
})
