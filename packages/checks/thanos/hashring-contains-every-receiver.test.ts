import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { hashringContainsEveryReceiver } from './hashring-contains-every-receiver.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a pod that is missing',
    [
      [
        `  replicas: 3
`,
        `  replicas: 4
`,
      ],
    ],
    [
      'StatefulSet/thanos-receive: the hashring has no entry thanos-receive-3.thanos-receive.monitoring.svc:10901.',
      'ConfigMap/hashring: the hashring lacks thanos-receive-3.',
    ],
  ],
  [
    'an entry without a pod',
    [
      [
        `  replicas: 3
`,
        `  replicas: 2
`,
      ],
    ],
    ['ConfigMap/hashring: the hashring has thanos-receive-2, and StatefulSet/thanos-receive has 2 replicas.'],
  ],
  [
    'another spelling',
    [
      [
        '$(POD_NAME).thanos-receive.monitoring.svc:10901',
        '$(POD_NAME).thanos-receive.monitoring.svc.cluster.local:10901',
      ],
    ],
    [
      'StatefulSet/thanos-receive: the hashring has no entry thanos-receive-0.thanos-receive.monitoring.svc.cluster.local:10901.',
    ],
  ],
  [
    'more replicas than endpoints',
    [['replication-factor=3', 'replication-factor=5']],
    ['StatefulSet/thanos-receive: the hashring has 3 endpoints, and 5 replicas are wanted.'],
  ],
  [
    'hashmod',
    [
      [
        `            - --receive.hashrings-algorithm=ketama
`,
        '',
      ],
    ],
    ['StatefulSet/thanos-receive: with hashmod almost every series moves when a receiver is added.'],
  ],
  [
    'the HTTP port',
    [
      ['svc:10901"', 'svc:10902"'],
      [
        'local-endpoint=$(POD_NAME).thanos-receive.monitoring.svc:10901',
        'local-endpoint=$(POD_NAME).thanos-receive.monitoring.svc:10902',
      ],
    ],
    [
      'ConfigMap/hashring: thanos-receive-0.thanos-receive.monitoring.svc:10902 is not the gRPC port of thanos-receive, 10901.',
      'ConfigMap/hashring: thanos-receive-1.thanos-receive.monitoring.svc:10902 is not the gRPC port of thanos-receive, 10901.',
      'ConfigMap/hashring: thanos-receive-2.thanos-receive.monitoring.svc:10902 is not the gRPC port of thanos-receive, 10901.',
    ],
  ],
  [
    'a router in its own ring',
    [
      [
        `            - --receive.local-endpoint=$(POD_NAME).thanos-receive.monitoring.svc:10901
`,
        '',
      ],
    ],
    [
      'ConfigMap/hashring: thanos-receive-0.thanos-receive.monitoring.svc:10901 is a router, which would forward to itself.',
      'ConfigMap/hashring: thanos-receive-1.thanos-receive.monitoring.svc:10901 is a router, which would forward to itself.',
      'ConfigMap/hashring: thanos-receive-2.thanos-receive.monitoring.svc:10901 is a router, which would forward to itself.',
    ],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(hashringContainsEveryReceiver, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'entries with a zone',
    [
      [
        '"thanos-receive-1.thanos-receive.monitoring.svc:10901"',
        '{"address": "thanos-receive-1.thanos-receive.monitoring.svc:10901", "az": "b"}',
      ],
    ],
  ],
])('accepts %s', (_, changes) => {
  expect(messagesOf(hashringContainsEveryReceiver, changes)).toEqual([])
})
