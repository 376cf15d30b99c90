import { expect, it } from 'vitest'
import { alertsHaveADescription } from './alerts-have-a-description.ts'
import { messagesForAlert } from './testing.ts'

it.each([
  {},
  { annotations: {} },
  { annotations: { runbook_url: 'https://example.com' } },
  { annotations: { summary: '' } },
])('finds an alert with %o', (fields) => {
  expect(messagesForAlert(alertsHaveADescription, 'up == 0', fields)).toEqual([
    'alert Test has neither the annotation summary nor description.',
  ])
})

it.each(['summary', 'description', 'message'])('accepts an alert with a %s', (name) => {
  expect(messagesForAlert(alertsHaveADescription, 'up == 0', { annotations: { [name]: 'A target is down.' } })).toEqual(
    [],
  )
})
