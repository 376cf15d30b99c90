import { expect, it } from 'vitest'
import { messagesOf } from '../thanos/fixture.ts'
import { selectorsCanMatch } from './selectors-can-match.ts'
import { messagesForAlert, messagesIn, ruleFile } from './testing.ts'

it.each([
  ['a{x="1", x="2"} > 0', 'no value of x fulfills x="1", x="2"'],
  ['a{x="1", x!="1"} > 0', 'no value of x fulfills x="1", x!="1"'],
  ['a{x=~"1|2", x=~"3|4"} > 0', 'no value of x fulfills x=~"1|2", x=~"3|4"'],
  ['a{x="prod", x=~"dev.*"} > 0', 'no value of x fulfills x="prod", x=~"dev.*"'],
  ['a{x="", x=~".+"} > 0', 'no value of x fulfills x="", x=~".+"'],
  ['a{x!~".*"} > 0', 'x!~".*" excludes every value'],
  ['ALERTS{alertstate="fireing"}', 'the series never have a value of alertstate that fulfills alertstate="fireing"'],
  ['up{job=""} == 0', 'the series never have a value of job that fulfills job=""'],
])('finds the contradiction in %s', (expr, problem) => {
  expect(messagesForAlert(selectorsCanMatch, expr)).toEqual([
    `alert Test: ${problem}, so the selector matches no series.`,
  ])
})

it.each([
  'a{x="1", y="2"} > 0',
  'a{x=~"1|2", x!="1"} > 0',
  'a{x="prod-1", x=~"prod.*"} > 0',
  'a{x=""} > 0',
  'a{x!=""} > 0',
  'a{x!~".+"} > 0',
  'a{x=~".*"} > 0',
  'node:a{job=""} > 0',
  'a{x!="1", x!="2"} > 0',
])('accepts %s', (expr) => {
  expect(messagesForAlert(selectorsCanMatch, expr)).toEqual([])
})

it('uses the labels of recording rules', () => {
  const rules = [
    { record: 'job:a:sum', expr: 'sum by (job) (a)', labels: { window: '5m' } },
    { alert: 'Test', expr: 'job:a:sum{window="10m"} > 0' },
    { alert: 'Other', expr: 'job:a:sum{window="5m"} > 0' },
  ]
  expect(messagesIn(selectorsCanMatch, ruleFile(rules))).toEqual([
    'alert Test: the series never have a value of window that fulfills window="10m", so the selector matches no series.',
  ])
})

it('finds an external label in a rule of Prometheus, whose series do not have it', () => {
  const query = 'max by (job, pod) (thanos_compact_halted{job=~".*thanos-compact.*"})'
  expect(messagesOf(selectorsCanMatch, [[query, 'max by (job, pod) (up{cluster="one"})']])).toEqual([
    'ConfigMap/prometheus: alert ThanosCompactHalted: the series never have a value of cluster that fulfills cluster="one", so the selector matches no series.',
  ])
  expect(messagesOf(selectorsCanMatch, [[query, 'max by (job, pod) (up{pod="one"})']])).toEqual([])
})
