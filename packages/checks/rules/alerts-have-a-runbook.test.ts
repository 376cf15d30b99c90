import { expect, it } from 'vitest'
import { alertsHaveARunbook } from './alerts-have-a-runbook.ts'
import { messagesIn, ruleFile } from './testing.ts'

const without = { alert: 'Without', expr: 'up == 0', annotations: { summary: 'a' } }
const withRunbook = { alert: 'With', expr: 'up == 0', annotations: { runbook_url: 'https://example.com' } }

it('finds an alert without a runbook next to one that has it', () => {
  expect(messagesIn(alertsHaveARunbook, ruleFile([without, withRunbook]))).toEqual([
    'alert Without has no annotation runbook_url.',
  ])
})

it.each([
  ['alerts that all have a runbook', [withRunbook]],
  ['alerts of which none has a runbook', [without]],
  ['recording rules', [withRunbook, { record: 'a:b', expr: 'up' }]],
])('accepts %s', (_, rules) => {
  expect(messagesIn(alertsHaveARunbook, ruleFile(rules))).toEqual([])
})

it('accepts alerts without a runbook in another file', () => {
  expect(messagesIn(alertsHaveARunbook, ruleFile([withRunbook]), ruleFile([without], {}, 'more'))).toEqual([])
})
