import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { queryReachesEveryStore } from './query-reaches-every-store.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a store that nobody asks',
    [
      [
        `      - address: dnssrv+_grpc._tcp.thanos-store.monitoring.svc
`,
        '',
      ],
    ],
    ['StatefulSet/thanos-store: no query asks this thanos store.'],
  ],
  [
    'a ruler without series',
    [
      [
        '            - --rule-file=',
        `            - --remote-write.config-file=/etc/thanos/remote.yaml
            - --rule-file=`,
      ],
    ],
    ['ConfigMap/thanos-query: thanos-rule has no series of its own: it is a ruler that writes to a remote.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(queryReachesEveryStore, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'a file that another tool makes',
    [
      [
        `      - address: dnssrv+_grpc._tcp.thanos-store.monitoring.svc
`,
        '',
      ],
      ['configMap: {name: thanos-query}', 'configMap: {name: made-elsewhere}'],
    ],
  ],
  [
    'addresses of pods',
    [
      [
        `- address: dnssrv+_grpc._tcp.thanos-store.monitoring.svc
`,
        `- address: thanos-store-0.thanos-store.monitoring.svc:10901
`,
      ],
    ],
  ],
])('accepts %s', (_, changes) => {
  expect(messagesOf(queryReachesEveryStore, changes)).toEqual([])
})
