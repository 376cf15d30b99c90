import { expect, it } from 'vitest'
import { configurationExistsAtStartup } from './configuration-exists-at-startup.ts'
import { messagesOf, type Replacement } from './fixture.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a configuration file that the sidecar writes',
    [
      [
        '--reloader.config-file=/etc/prometheus/prometheus.yaml',
        `--reloader.config-file=/etc/prometheus/prometheus.yaml.tmpl
            - --reloader.config-envsubst-file=/etc/prometheus/prometheus.yaml`,
      ],
    ],
    [
      'StatefulSet/prometheus: /etc/prometheus/prometheus.yaml does not exist yet when Prometheus starts, because the sidecar that writes it starts at the same time.',
    ],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(configurationExistsAtStartup, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'another file that the sidecar writes',
    [
      [
        '--reloader.config-file=/etc/prometheus/prometheus.yaml',
        `--reloader.config-file=/etc/prometheus/prometheus.yaml.tmpl
            - --reloader.config-envsubst-file=/etc/prometheus-shared/prometheus.yaml`,
      ],
    ],
  ],
])('accepts %s', (_, changes) => {
  expect(messagesOf(configurationExistsAtStartup, changes)).toEqual([])
})
