import { expect, it } from 'vitest'
import { rulesAppearOnce } from './rules-appear-once.ts'
import { messagesIn, ruleFile } from './testing.ts'

const alert = { alert: 'Down', expr: 'up == 0', labels: { severity: 'critical' } }
const record = { record: 'job:up:sum', expr: 'sum by (job) (up)' }

it('finds equal alerts in one file', () => {
  expect(messagesIn(rulesAppearOnce, ruleFile([alert, { ...alert, expr: 'up  ==  0', for: '5m' }]))).toEqual([
    'alert Down is also in group group, with the same labels and query.',
  ])
})

it('finds equal rules in two files', () => {
  expect(messagesIn(rulesAppearOnce, ruleFile([alert, record]), ruleFile([alert, record], {}, 'more'))).toEqual([
    'alert Down is also in group group of ConfigMap/rules, with the same labels and query.',
    'record job:up:sum is also in group group of ConfigMap/rules, with the same labels and query.',
  ])
})

it.each([
  ['other labels', [alert, { ...alert, labels: { severity: 'warning' } }]],
  ['other queries', [alert, { ...alert, expr: 'up{job="a"} == 0' }]],
  ['other names', [alert, { ...alert, alert: 'Other' }]],
])('accepts rules with %s', (_, rules) => {
  expect(messagesIn(rulesAppearOnce, ruleFile(rules))).toEqual([])
})

it('accepts equal rules in two namespaces', () => {
  const other = ruleFile([alert]).replace('"monitoring"', '"other"')
  expect(messagesIn(rulesAppearOnce, ruleFile([alert]), other)).toEqual([])
})
