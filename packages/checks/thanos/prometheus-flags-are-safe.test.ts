import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { prometheusFlagsAreSafe } from './prometheus-flags-are-safe.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'the admin API',
    [
      [
        '--web.enable-lifecycle',
        `--web.enable-lifecycle
            - --web.enable-admin-api`,
      ],
    ],
    ['StatefulSet/prometheus: everyone who can reach Prometheus can delete its data.'],
  ],
  [
    'a missing lock file',
    [
      [
        '--web.enable-lifecycle',
        `--web.enable-lifecycle
            - --storage.tsdb.no-lockfile`,
      ],
    ],
    ['StatefulSet/prometheus: no lock file prevents a second process from opening the database.'],
  ],
  [
    'reload requests that Prometheus refuses',
    [
      [
        `            - --web.enable-lifecycle
`,
        '',
      ],
    ],
    ['StatefulSet/prometheus: the sidecar sends HTTP requests to reload Prometheus, but Prometheus refuses them.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(prometheusFlagsAreSafe, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'a reload by signal',
    [
      [
        `            - --web.enable-lifecycle
`,
        '',
      ],
      [
        '--reloader.config-file=/etc/prometheus/prometheus.yaml',
        `--reloader.config-file=/etc/prometheus/prometheus.yaml
            - --reloader.method=signal`,
      ],
    ],
  ],
])('accepts %s', (_, changes) => {
  expect(messagesOf(prometheusFlagsAreSafe, changes)).toEqual([])
})
