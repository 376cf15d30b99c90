import { expect, it } from 'vitest'
import { componentsSurviveADisruption } from './components-survive-a-disruption.ts'
import { messagesOf, type Replacement } from './fixture.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'one replica',
    [
      [
        `metadata: {name: thanos-query, namespace: monitoring}
spec:
  replicas: 2`,
        `metadata: {name: thanos-query, namespace: monitoring}
spec:
  replicas: 1`,
      ],
    ],
    ['Deployment/thanos-query: thanos query has one replica.'],
  ],
  [
    'no budget',
    [
      [
        'spec: {maxUnavailable: 1, selector: {matchLabels: {app: thanos-query}}}',
        'spec: {maxUnavailable: 1, selector: {matchLabels: {app: thanos-querier}}}',
      ],
    ],
    ['Deployment/thanos-query: no PodDisruptionBudget keeps a replica of thanos query.'],
  ],
  [
    'one node for all',
    [
      [
        `      affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: []}}
      containers:
        - name: thanos-query
`,
        `      containers:
        - name: thanos-query
`,
      ],
    ],
    ['Deployment/thanos-query: all replicas of thanos query may run on one node.'],
  ],
])('it finds %s', (_, changes, messages) => {
  expect(messagesOf(componentsSurviveADisruption, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['a stack in which nothing is wrong', []],
  [
    'one replica of all, on a laptop',
    [
      ['replicas: 2', 'replicas: 1'],
      ['replicas: 3', 'replicas: 1'],
    ],
  ],
  [
    'spreading by topology',
    [
      [
        `      affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: []}}
      containers:
        - name: thanos-query
`,
        `      topologySpreadConstraints: [{maxSkew: 1}]
      containers:
        - name: thanos-query
`,
      ],
    ],
  ],
])('it accepts %s', (_, changes) => {
  expect(messagesOf(componentsSurviveADisruption, changes)).toEqual([])
})
