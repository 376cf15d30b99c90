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
    ['StatefulSet/prometheus: anyone who reaches Prometheus can delete its data.'],
  ],
  [
    'no lock file',
    [
      [
        '--web.enable-lifecycle',
        `--web.enable-lifecycle
            - --storage.tsdb.no-lockfile`,
      ],
    ],
    ['StatefulSet/prometheus: nothing keeps a second process from opening the database.'],
  ],
  [
    'a reload that is refused',
    [
      [
        `            - --web.enable-lifecycle
`,
        '',
      ],
    ],
    ['StatefulSet/prometheus: the sidecar reloads Prometheus by a request that it refuses.'],
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
