import { expect, it } from 'vitest'
import { configurationExistsAtStartup } from './configuration-exists-at-startup.ts'
import { messagesOf, type Replacement } from './fixture.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a file that the sidecar writes',
    [
      [
        '--reloader.config-file=/etc/prometheus/prometheus.yaml',
        `--reloader.config-file=/etc/prometheus/prometheus.yaml.tmpl
            - --reloader.config-envsubst-file=/etc/prometheus/prometheus.yaml`,
      ],
    ],
    [
      'StatefulSet/prometheus: nobody has written /etc/prometheus/prometheus.yaml yet when Prometheus starts: the sidecar starts with it.',
    ],
  ],
])('it finds %s', (_, changes, messages) => {
  expect(messagesOf(configurationExistsAtStartup, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['a stack in which nothing is wrong', []],
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
])('it accepts %s', (_, changes) => {
  expect(messagesOf(configurationExistsAtStartup, changes)).toEqual([])
})
