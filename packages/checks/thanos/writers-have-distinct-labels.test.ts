import { expect, it } from 'vitest'
import { problemsIn } from '../engine/testing.ts'
import { changedStack, type Replacement } from './fixture.ts'
import { writersHaveDistinctLabels } from './writers-have-distinct-labels.ts'

/** A Prometheus with a sidecar and a configuration of its own. */
const prometheus = (
  name: string,
  {
    labels = 'replica: a',
    namespace = 'monitoring',
    config = '',
    objstore = 'thanos-objstore',
    kind = 'StatefulSet',
  } = {},
): string => `
apiVersion: apps/v1
kind: ${kind}
metadata: {name: ${name}, namespace: ${namespace}}
spec:
  replicas: 1
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      containers:
        - name: prometheus
          image: quay.io/prometheus/prometheus:v3.13.2
          args: [--config.file=/etc/prometheus/prometheus.yaml]
          env: [{name: POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]
          volumeMounts: [{name: config, mountPath: /etc/prometheus}]
        - name: thanos-sidecar
          image: quay.io/thanos/thanos:v0.42.4
          args: [sidecar, --objstore.config-file=/etc/thanos/objstore.yaml]
          volumeMounts: [{name: objstore, mountPath: /etc/thanos}]
      volumes: [{name: config, configMap: {name: ${name}}}, {name: objstore, configMap: {name: ${objstore}}}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: ${name}, namespace: ${namespace}}
data:
  prometheus.yaml: |
    global: {external_labels: {cluster: two, ${labels}}}
    ${config}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: ${objstore}, namespace: ${namespace}}
data: {objstore.yaml: "{type: S3, config: {bucket: thanos, endpoint: 's3.example.com:443'}}"}
`
const found = (...added: string[]): string[] =>
  problemsIn(writersHaveDistinctLabels, changedStack(added.map((yaml): Replacement => ['', yaml])))

it('finds two StatefulSets that were copied, with both lines', () => {
  expect(found(prometheus('a'), prometheus('b'))).toEqual([
    expect.stringMatching(
      /^\d+: ConfigMap\/b: StatefulSet\/b and StatefulSet\/a both write series as {cluster="two", replica="a"} to one bucket \(the other one: a.yaml:\d+\)\.$/,
    ),
  ])
})

it('finds pods of the same name in two namespaces', () => {
  const labels = '"replica": "${POD_NAME}"'
  expect(found(prometheus('a', { labels }), prometheus('a', { labels, namespace: 'other' }))).toEqual([
    expect.stringContaining(
      'StatefulSet/a and StatefulSet/a in namespace monitoring both write series as {cluster="two", replica="a-0"}',
    ),
  ])
})

it('finds two writers to one remote write address', () => {
  const config = "remote_write: [{url: 'http://receive.example.com/api/v1/receive'}]"
  const other = { config, objstore: 'b' }
  expect(found(prometheus('a', { config }), prometheus('b', other))).toHaveLength(1)
})

it('finds a ruler with the labels of a Prometheus', () => {
  expect(
    found(prometheus('a', { labels: 'ruler_cluster: one, rule_replica: thanos-rule-0' }).replace('cluster: two, ', '')),
  ).toEqual([
    expect.stringContaining(
      'StatefulSet/thanos-rule and StatefulSet/a both write series as {rule_replica="thanos-rule-0", ruler_cluster="one"}',
    ),
  ])
})

it.each<[string, string[]]>([
  ['the unchanged stack', []],
  ['copies with different labels', [prometheus('a'), prometheus('b', { labels: 'replica: b' })]],
  [
    'names of pods',
    [prometheus('a', { labels: 'replica: "${POD_NAME}"' }), prometheus('b', { labels: 'replica: "${POD_NAME}"' })],
  ],
  [
    'names of pods of Deployments',
    [
      prometheus('a', { labels: 'replica: "${POD_NAME}"', kind: 'Deployment' }),
      prometheus('a', { labels: 'replica: "${POD_NAME}"', kind: 'Deployment', namespace: 'other' }),
    ],
  ],
  ['two buckets', [prometheus('a'), prometheus('b', { objstore: 'other' }).replace('bucket: thanos', 'bucket: other')]],
])('accepts %s', (_, added) => expect(found(...added)).toEqual([]))
