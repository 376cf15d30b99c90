import { expect, it } from 'vitest'
import { contextOf } from '../engine/testing.ts'
import { externalLabelsDifferPerReplica } from './external-labels-differ-per-replica.ts'
import { changedStack, messagesOf, type Replacement } from './fixture.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a configuration without external labels',
    [
      [
        `      external_labels:
        cluster: one
        prometheus_replica: \${POD_NAME}
`,
        '',
      ],
    ],
    ['ConfigMap/prometheus: Prometheus has no external labels, so its sidecar does not start.'],
  ],
  [
    'replicas with equal labels',
    [
      [
        `        prometheus_replica: \${POD_NAME}
`,
        '',
      ],
    ],
    ['ConfigMap/prometheus: the 2 replicas of Prometheus have the same external labels.'],
  ],
  [
    'a variable that does not exist',
    [['${POD_NAME}', '${PODNAME}']],
    ['ConfigMap/prometheus: container prometheus has no variable PODNAME.'],
  ],
  [
    'a variable in the syntax of Kubernetes',
    [['${POD_NAME}', '$(POD_NAME)']],
    [
      'ConfigMap/prometheus: nothing replaces $(POD_NAME): Prometheus replaces ${POD_NAME}, and a sidecar replaces $(POD_NAME) only with --reloader.config-envsubst-file.',
    ],
  ],
  [
    'an old Prometheus',
    [['prometheus:v3.13.2', 'prometheus:v2.55.0']],
    [
      'ConfigMap/prometheus: Prometheus 2.55.0 does not replace ${POD_NAME} without --enable-feature=expand-external-labels.',
    ],
  ],
  [
    'labels without the name of the cluster',
    [
      [
        `        cluster: one
`,
        '',
      ],
    ],
    ['ConfigMap/prometheus: no external label identifies the cluster.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(externalLabelsDifferPerReplica, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'an old Prometheus with the feature',
    [
      ['prometheus:v3.13.2', 'prometheus:v2.55.0'],
      ['--web.enable-lifecycle', '--enable-feature=expand-external-labels'],
    ],
  ],
  ['the variable HOSTNAME, which every container has', [['${POD_NAME}', '${HOSTNAME}']]],
])('accepts %s', (_, changes) => {
  expect(messagesOf(externalLabelsDifferPerReplica, changes)).toEqual([])
})

const remoteWrite: Replacement[] = [
  ['        - name: thanos-sidecar\n', '        - name: other\n'],
  ['            - sidecar\n', '            - tools\n'],
  ['    scrape_configs:\n', '    remote_write: [{url: "http://receive/api/v1/receive"}]\n    scrape_configs:\n'],
]

it('finds replicas that write the same series to a receiver', () => {
  const changes: Replacement[] = [...remoteWrite, ['        prometheus_replica: ${POD_NAME}\n', '']]
  expect(messagesOf(externalLabelsDifferPerReplica, changes)).toEqual([
    'ConfigMap/prometheus: the 2 replicas of Prometheus write the same series to one receiver, which refuses the samples of all but one.',
  ])
  expect(messagesOf(externalLabelsDifferPerReplica, remoteWrite)).toEqual([])
})

it.each([
  ['replicaExternalLabelName: ""', 1],
  ['replicaExternalLabelName: replica', 0],
  ['version: v3.13.2', 0],
])('checks a Prometheus of prometheus-operator with %s', (field, count) => {
  const prometheus = `apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: {name: k8s, namespace: monitoring}
spec: {replicas: 2, thanos: {}, ${field}}`
  expect(messagesOf(externalLabelsDifferPerReplica, [['', prometheus]])).toHaveLength(count)
})

it('reports the label that a patch sets', () => {
  const context = contextOf(changedStack([['prometheus_replica: ${POD_NAME}', 'prometheus_replica: a']]))
  const configuration = context.find('ConfigMap', 'monitoring', 'prometheus')!
  const pointer = '/data/prometheus.yaml/global/external_labels/prometheus_replica'
  const place = { file: 'patches/a.yaml', line: 3 }
  Object.assign(configuration, {
    origins: (at: string) => (at.endsWith('/prometheus_replica') ? [{ layer: 'patch', place }] : []),
  })
  expect([...externalLabelsDifferPerReplica.run(context)].map((problem) => problem.pointer)).toContainEqual(
    expect.stringContaining(pointer.split('/').at(-1)!),
  )
})
