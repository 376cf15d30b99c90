import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from '../thanos/fixture.ts'
import { alertmanagerConfigurationIsValid } from './alertmanager-configuration-is-valid.ts'

it.each<[string, Replacement, string]>([
  [
    'a receiver that does not exist',
    ['receiver: page', 'receiver: pager'],
    'undefined receiver "pager" used in route.',
  ],
  ['a misspelled field', ['routes:', 'route:'], 'field route not found in type config.plain.'],
  [
    'an unknown kind of receiver',
    ['webhook_configs', 'webhooks_configs'],
    'field webhooks_configs not found in type config.plain.',
  ],
  ['an invalid matcher', [`'severity="critical"'`, 'severity'], 'bad matcher format: severity.'],
  [
    'a time interval that does not exist',
    ['receiver: page\n', 'receiver: page\n          mute_time_intervals: [nights]\n'],
    'undefined time interval "nights" used in route.',
  ],
])('finds %s', (_, change, message) => {
  expect(messagesOf(alertmanagerConfigurationIsValid, [change])).toEqual([
    `ConfigMap/alertmanager: Alertmanager refuses alertmanager.yaml: ${message}`,
  ])
})

it('finds a template that does not parse', () => {
  expect(
    messagesOf(alertmanagerConfigurationIsValid, [
      [
        '  alertmanager.yaml: |\n',
        "  page.tmpl: '{{ define \"x\" }}{{ .Labels.a }'\n  alertmanager.yaml: |\n    templates: ['*.tmpl']\n",
      ],
    ]),
  ).toEqual([expect.stringMatching(/^ConfigMap\/alertmanager: Alertmanager refuses page.tmpl: template: :1: /)])
})
