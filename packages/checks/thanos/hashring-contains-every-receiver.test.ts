import { expect, it } from 'vitest'
import { problemsIn } from '../engine/testing.ts'
import { changedStack, messagesOf, type Replacement, withoutLines } from './fixture.ts'
import { hashringContainsEveryReceiver } from './hashring-contains-every-receiver.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a pod without an entry',
    [
      [
        `  replicas: 3
`,
        `  replicas: 4
`,
      ],
    ],
    [
      'StatefulSet/thanos-receive: the hashring does not contain the local endpoint thanos-receive-3.thanos-receive.monitoring.svc:10901.',
      'ConfigMap/hashring: the hashring does not contain thanos-receive-3.',
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
    ['ConfigMap/hashring: the hashring contains thanos-receive-2, but StatefulSet/thanos-receive has 2 replicas.'],
  ],
  [
    'a local endpoint that differs from its entry',
    [
      [
        '$(POD_NAME).thanos-receive.monitoring.svc:10901',
        '$(POD_NAME).thanos-receive.monitoring.svc.cluster.local:10901',
      ],
    ],
    [
      'StatefulSet/thanos-receive: the hashring does not contain the local endpoint thanos-receive-0.thanos-receive.monitoring.svc.cluster.local:10901.',
    ],
  ],
  [
    'a replication factor above the number of endpoints',
    [['replication-factor=3', 'replication-factor=5']],
    ['StatefulSet/thanos-receive: the replication factor is 5, but the hashring has 3 endpoints.'],
  ],
  [
    'the hashmod algorithm',
    [
      [
        `            - --receive.hashrings-algorithm=ketama
`,
        '',
      ],
    ],
    [
      'StatefulSet/thanos-receive: with the hashmod algorithm, almost every series moves to another receiver when you add a receiver.',
    ],
  ],
  [
    'entries with the HTTP port',
    [
      ['svc:10901"', 'svc:10902"'],
      [
        'local-endpoint=$(POD_NAME).thanos-receive.monitoring.svc:10901',
        'local-endpoint=$(POD_NAME).thanos-receive.monitoring.svc:10902',
      ],
    ],
    [
      'ConfigMap/hashring: thanos-receive-0.thanos-receive.monitoring.svc:10902 is not the gRPC port of thanos-receive, which is 10901.',
      'ConfigMap/hashring: thanos-receive-1.thanos-receive.monitoring.svc:10902 is not the gRPC port of thanos-receive, which is 10901.',
      'ConfigMap/hashring: thanos-receive-2.thanos-receive.monitoring.svc:10902 is not the gRPC port of thanos-receive, which is 10901.',
    ],
  ],
  [
    'a router in its own hashring',
    [
      [
        `            - --receive.local-endpoint=$(POD_NAME).thanos-receive.monitoring.svc:10901
`,
        '',
      ],
    ],
    [
      'ConfigMap/hashring: thanos-receive-0.thanos-receive.monitoring.svc:10901 is a router, which forwards requests to itself.',
      'ConfigMap/hashring: thanos-receive-1.thanos-receive.monitoring.svc:10901 is a router, which forwards requests to itself.',
      'ConfigMap/hashring: thanos-receive-2.thanos-receive.monitoring.svc:10901 is a router, which forwards requests to itself.',
    ],
  ],

  [
    'the Service instead of its pods',
    [
      [
        `      "thanos-receive-0.thanos-receive.monitoring.svc:10901",
      "thanos-receive-1.thanos-receive.monitoring.svc:10901",
      "thanos-receive-2.thanos-receive.monitoring.svc:10901"
`,
        `      "thanos-receive.monitoring.svc:10901"
`,
      ],
      ['replication-factor=3', 'replication-factor=1'],
      ['local-endpoint=$(POD_NAME).thanos-receive', 'local-endpoint=thanos-receive'],
    ],
    [
      'ConfigMap/hashring: thanos-receive.monitoring.svc:10901 is the address of a Service with 3 pods, not of one pod.',
    ],
  ],
  [
    'receivers with different replication factors',
    [
      [
        '',
        `apiVersion: apps/v1
kind: Deployment
metadata: {name: thanos-router, namespace: monitoring}
spec:
  template:
    metadata: {labels: {app: thanos-router}}
    spec:
      containers:
        - name: thanos-router
          image: quay.io/thanos/thanos:v0.42.4
          args: [receive, --receive.hashrings-file=/etc/thanos/hashrings.json, --receive.hashrings-algorithm=ketama]
          volumeMounts: [{name: hashring, mountPath: /etc/thanos}]
      volumes: [{name: hashring, configMap: {name: hashring}}]`,
      ],
    ],
    ['Deployment/thanos-router: the replication factor is 1 here, but 3 in thanos-receive.'],
  ],
  [
    'the URL of remote write',
    [
      [
        '"thanos-receive-0.thanos-receive.monitoring.svc:10901"',
        '"http://thanos-receive-0.other:19291/api/v1/receive"',
      ],
    ],
    [
      'StatefulSet/thanos-receive: the hashring does not contain the local endpoint thanos-receive-0.thanos-receive.monitoring.svc:10901.',
      'ConfigMap/hashring: http://thanos-receive-0.other:19291/api/v1/receive is not a gRPC address, which has the form host:port.',
      'ConfigMap/hashring: the hashring does not contain thanos-receive-0.',
    ],
  ],
  [
    'an autoscaler of receivers',
    [
      [
        '',
        `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: a, namespace: monitoring}
spec: {scaleTargetRef: {kind: StatefulSet, name: thanos-receive}}`,
      ],
    ],
    [
      'HorizontalPodAutoscaler/a: the autoscaler changes the number of receivers of thanos-receive, but not the hashring (a.yaml:N).',
    ],
  ],
  [
    'two algorithms for one hashring',
    [
      [
        '',
        `apiVersion: apps/v1
kind: Deployment
metadata: {name: router, namespace: monitoring}
spec:
  template:
    metadata: {labels: {app: router}}
    spec:
      containers:
        - name: a
          image: quay.io/thanos/thanos:v0.42.4
          args: [receive, --receive.hashrings-file=/etc/h/hashrings.json, --receive.replication-factor=3, --receive.hashrings-algorithm=hashmod]
          volumeMounts: [{name: h, mountPath: /etc/h}]
      volumes: [{name: h, configMap: {name: hashring}}]`,
      ],
    ],
    [
      'Deployment/router: with the hashmod algorithm, almost every series moves to another receiver when you add a receiver.',
      'Deployment/router: the algorithm of the hashring is hashmod here, but ketama in thanos-receive (a.yaml:N).',
    ],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(hashringContainsEveryReceiver, changes).map(withoutLines)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'an entry with an availability zone',
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

it('reports the address of an entry, and not the entry', () => {
  const own = '"thanos-receive-1.thanos-receive.monitoring.svc:10901"'
  const stack = changedStack([
    [own, '{\n      "az": "b",\n      "address": "thanos-receive-1.thanos-receive.monitoring.svc:10902"}'],
  ])
  const line = stack.split('\n').findIndex((text) => text.includes('svc:10902"')) + 1
  expect(problemsIn(hashringContainsEveryReceiver, stack)).toContainEqual(expect.stringMatching(`^${line}: `))
})

it('accepts the last pods without an entry if they leave, and no others', () => {
  const withPods = (leaving: number): readonly Replacement[] => [
    [
      'metadata: {name: thanos-receive, namespace: monitoring}\nspec:\n  serviceName',
      `metadata: {name: thanos-receive, namespace: monitoring, annotations: {thanos-gitops/leaving-receivers: "${leaving}"}}\nspec:\n  serviceName`,
    ],
    ['  replicas: 3\n', '  replicas: 5\n'],
    ['            - --receive.local-endpoint=$(POD_NAME).thanos-receive.monitoring.svc:10901\n', ''],
  ]
  const of = (leaving: number) =>
    messagesOf(hashringContainsEveryReceiver, withPods(leaving)).filter((message) => message.includes('contain'))
  expect(of(2)).toEqual([])
  expect(of(1)).toEqual(['ConfigMap/hashring: the hashring does not contain thanos-receive-3.'])
})
