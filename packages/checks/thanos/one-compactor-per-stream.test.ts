import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { oneCompactorPerStream } from './one-compactor-per-stream.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'two replicas',
    [
      [
        `replicas: 1
`,
        `replicas: 2
`,
      ],
    ],
    ['StatefulSet/thanos-compact: 2 compactors work on the same blocks.'],
  ],
  [
    'a Deployment with rolling updates',
    [
      [
        `kind: StatefulSet
metadata: {name: thanos-compact,`,
        `kind: Deployment
metadata: {name: thanos-compact,`,
      ],
    ],
    ['Deployment/thanos-compact: during a rollout, two compactors work on the same blocks.'],
  ],
  [
    'an autoscaler',
    [
      [
        '',
        `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: a, namespace: monitoring}
spec: {scaleTargetRef: {kind: StatefulSet, name: thanos-compact}}`,
      ],
    ],
    ['HorizontalPodAutoscaler/a: the autoscaler can start several replicas of the compactor thanos-compact.'],
  ],
  [
    'a second compactor on the same bucket',
    [
      [
        '',
        `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: thanos-compact-1, namespace: monitoring}
spec:
  template:
    metadata: {labels: {app: thanos-compact-1}}
    spec:
      containers:
        - name: thanos-compact
          image: quay.io/thanos/thanos:v0.42.4
          args: [compact, --wait, --objstore.config-file=/etc/thanos/objstore.yaml]
          volumeMounts: [{name: objstore, mountPath: /etc/thanos}]
      volumes: [{name: objstore, configMap: {name: thanos-objstore}}]`,
      ],
    ],
    ['StatefulSet/thanos-compact-1: the compactor thanos-compact works on the same blocks.'],
  ],

  [
    'a second compactor on a time range that overlaps',
    [
      ['--delete-delay=48h', '--min-time=-40d'],
      [
        '',
        `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: thanos-compact-1, namespace: monitoring}
spec:
  template:
    metadata: {labels: {app: thanos-compact-1}}
    spec:
      containers:
        - name: thanos-compact
          image: quay.io/thanos/thanos:v0.42.4
          args: [compact, --wait, --objstore.config-file=/etc/thanos/objstore.yaml, --max-time=-30d]
          volumeMounts: [{name: objstore, mountPath: /etc/thanos}]
      volumes: [{name: objstore, configMap: {name: thanos-objstore}}]`,
      ],
    ],
    ['StatefulSet/thanos-compact-1: the compactor thanos-compact works on the same blocks.'],
  ],
  [
    'a CronJob whose runs overlap',
    [
      [
        '',
        `apiVersion: batch/v1
kind: CronJob
metadata: {name: compact, namespace: monitoring}
spec:
  schedule: '@hourly'
  jobTemplate:
    spec:
      template:
        spec:
          containers:
            - {name: compact, image: 'quay.io/thanos/thanos:v0.42.4', args: [compact]}`,
      ],
    ],
    ['CronJob/compact: a run that takes longer than the schedule works on the same blocks as the next one.'],
  ],
  [
    'a DaemonSet',
    [['kind: StatefulSet\nmetadata: {name: thanos-compact,', 'kind: DaemonSet\nmetadata: {name: thanos-compact,']],
    ['DaemonSet/thanos-compact: a compactor runs on every node.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(oneCompactorPerStream, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'a second compactor on another time range',
    [
      ['--delete-delay=48h', '--min-time=-30d'],
      [
        '',
        `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: thanos-compact-1, namespace: monitoring}
spec:
  template:
    metadata: {labels: {app: thanos-compact-1}}
    spec:
      containers:
        - name: thanos-compact
          image: quay.io/thanos/thanos:v0.42.4
          args: [compact, --wait, --objstore.config-file=/etc/thanos/objstore.yaml, --max-time=-30d]
          volumeMounts: [{name: objstore, mountPath: /etc/thanos}]
      volumes: [{name: objstore, configMap: {name: thanos-objstore}}]`,
      ],
    ],
  ],
  [
    'a second compactor on another bucket',
    [
      [
        '',
        `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: thanos-compact-1, namespace: monitoring}
spec:
  template:
    metadata: {labels: {app: thanos-compact-1}}
    spec:
      containers:
        - name: thanos-compact
          image: quay.io/thanos/thanos:v0.42.4
          args: [compact, --wait, --objstore.config-file=/etc/thanos/objstore.yaml]
          volumeMounts: [{name: objstore, mountPath: /etc/thanos}]
      volumes: [{name: objstore, configMap: {name: other}}]`,
      ],
      [
        '',
        `apiVersion: v1
kind: ConfigMap
metadata: {name: other, namespace: monitoring}
data: {objstore.yaml: "{type: S3, config: {bucket: other, endpoint: 's3.example.com:443'}}"}`,
      ],
    ],
  ],

  [
    'compactors with different selectors',
    [
      ['--delete-delay=48h', '"--selector.relabel-config=[{action: keep, source_labels: [cluster], regex: one}]"'],
      [
        '',
        `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: thanos-compact-1, namespace: monitoring}
spec:
  template:
    metadata: {labels: {app: thanos-compact-1}}
    spec:
      containers:
        - name: thanos-compact
          image: quay.io/thanos/thanos:v0.42.4
          args:
            - compact
            - --wait
            - --objstore.config-file=/etc/thanos/objstore.yaml
            - "--selector.relabel-config=[{action: keep, source_labels: [cluster], regex: $(CLUSTER)}]"
          env: [{name: CLUSTER, value: two}]
          volumeMounts: [{name: objstore, mountPath: /etc/thanos}]
      volumes: [{name: objstore, configMap: {name: thanos-objstore}}]`,
      ],
    ],
  ],
])('accepts %s', (_, changes) => {
  expect(messagesOf(oneCompactorPerStream, changes)).toEqual([])
})
