import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { queryReachesEveryStore } from './query-reaches-every-store.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a store gateway that is not an endpoint',
    [
      [
        `      - address: dnssrv+_grpc._tcp.thanos-store.monitoring.svc
`,
        '',
      ],
    ],
    ['StatefulSet/thanos-store: this thanos store is not an endpoint of any query.'],
  ],
  [
    'a router as an endpoint',
    [['            - --receive.local-endpoint=$(POD_NAME).thanos-receive.monitoring.svc:10901\n', '']],
    ['ConfigMap/thanos-query: thanos-receive has no series of its own, because it is a router.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(queryReachesEveryStore, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'a ruler with remote write, which still serves its rules and alerts',
    [
      [
        '            - --rule-file=',
        `            - --remote-write.config-file=/etc/thanos/remote.yaml
            - --rule-file=`,
      ],
    ],
  ],
  [
    'a file of endpoints that another tool creates',
    [
      [
        `      - address: dnssrv+_grpc._tcp.thanos-store.monitoring.svc
`,
        '',
      ],
      ['configMap: {name: thanos-query}', 'configMap: {name: created-elsewhere}'],
    ],
  ],
  [
    'the addresses of pods',
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
