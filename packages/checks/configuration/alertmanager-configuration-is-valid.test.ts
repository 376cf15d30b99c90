import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from '../thanos/fixture.ts'
import { alertmanagerConfigurationIsValid } from './alertmanager-configuration-is-valid.ts'

it.each<[string, Replacement, string]>([
  ['a receiver that does not exist', ['receiver: page', 'receiver: pager'], 'the receiver pager does not exist.'],
  ['a misspelled field', ['routes:', 'route:'], 'alertmanager.yaml: unknown field route.route.'],
  [
    'an unknown kind of receiver',
    ['webhook_configs', 'webhooks_configs'],
    'alertmanager.yaml: unknown field receivers.1.webhooks_configs.',
  ],
  ['an invalid matcher', [`'severity="critical"'`, 'severity'], 'severity is not a valid matcher.'],
  [
    'a time interval that does not exist',
    ['receiver: page\n', 'receiver: page\n          mute_time_intervals: [nights]\n'],
    'the time interval nights does not exist.',
  ],
])('finds %s', (_, change, message) => {
  expect(messagesOf(alertmanagerConfigurationIsValid, [change])).toEqual([`ConfigMap/alertmanager: ${message}`])
})
