import { expect, it } from 'vitest'
import { componentsSurviveADisruption } from './components-survive-a-disruption.ts'
import { messagesOf, type Replacement } from './fixture.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a single replica',
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
    'a missing PodDisruptionBudget',
    [
      [
        'spec: {maxUnavailable: 1, selector: {matchLabels: {app: thanos-query}}}',
        'spec: {maxUnavailable: 1, selector: {matchLabels: {app: thanos-querier}}}',
      ],
    ],
    ['Deployment/thanos-query: no PodDisruptionBudget protects the replicas of thanos query.'],
  ],
  [
    'replicas that can share a node',
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
    ['Deployment/thanos-query: all replicas of thanos query can run on one node.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(componentsSurviveADisruption, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'one replica of every component, as on a laptop',
    [
      ['replicas: 2', 'replicas: 1'],
      ['replicas: 3', 'replicas: 1'],
    ],
  ],
  [
    'topology spread constraints',
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

  [
    'one replica with an autoscaler',
    [
      [
        'metadata: {name: thanos-query, namespace: monitoring}\nspec:\n  replicas: 2',
        'metadata: {name: thanos-query, namespace: monitoring}\nspec:\n  replicas: 1',
      ],
      [
        '',
        `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: thanos-query, namespace: monitoring}
spec: {scaleTargetRef: {kind: Deployment, name: thanos-query}}`,
      ],
    ],
  ],
])('accepts %s', (_, changes) => {
  expect(messagesOf(componentsSurviveADisruption, changes)).toEqual([])
})

/** A Prometheus with one replica, in addition to those of the stack. */
const prometheus = (name: string, cluster: string): Replacement => [
  '',
  `apiVersion: v1
kind: ConfigMap
metadata: {name: prometheus-${name}, namespace: monitoring}
data:
  prometheus.yaml: "global: {external_labels: {cluster: ${cluster}, prometheus_replica: ${name}}}"
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: prometheus-${name}, namespace: monitoring}
spec:
  replicas: 1
  selector: {matchLabels: {app: prometheus-${name}}}
  template:
    metadata: {labels: {app: prometheus-${name}}}
    spec:
      containers:
        - name: prometheus
          image: quay.io/prometheus/prometheus:v3.13.2
          args: [--config.file=/etc/prometheus/prometheus.yaml]
          volumeMounts: [{name: config, mountPath: /etc/prometheus}]
      volumes: [{name: config, configMap: {name: prometheus-${name}}}]`,
]

it('accepts replicas of Prometheus as workloads of their own, but not those of two clusters', () => {
  const found = (...changes: Replacement[]): string[] => messagesOf(componentsSurviveADisruption, changes)
  expect(found(prometheus('a', 'eu'), prometheus('b', 'eu'))).toEqual([])
  expect(found(prometheus('a', 'eu'), prometheus('b', 'us'))).toEqual([
    'StatefulSet/prometheus-a: prometheus has one replica.',
    'StatefulSet/prometheus-b: prometheus has one replica.',
  ])
})
