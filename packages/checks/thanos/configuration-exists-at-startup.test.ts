import { expect, it } from 'vitest'
import { configurationExistsAtStartup } from './configuration-exists-at-startup.ts'
import { type Change, said } from './fixture.ts'

it.each<[string, Change[], string[]]>([
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
  expect(said(configurationExistsAtStartup, changes)).toEqual(messages)
})

it.each<[string, Change[]]>([
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
  expect(said(configurationExistsAtStartup, changes)).toEqual([])
})
