import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { receiverLabelsDifferPerReplica } from './receiver-labels-differ-per-replica.ts'

const label = `            - --label=receive_replica="$(POD_NAME)"\n`

it.each<[string, Replacement[], string[]]>([
  [
    'a missing replica label',
    [[label, '']],
    ['StatefulSet/thanos-receive: the 3 replicas of thanos receive have the same labels, {receive_cluster="one"}.'],
  ],
  [
    'a constant replica label',
    [[label, `            - --label=receive_replica="a"\n`]],
    [
      'StatefulSet/thanos-receive: the 3 replicas of thanos receive have the same labels, {receive_cluster="one", receive_replica="a"}.',
    ],
  ],
  [
    'a label with the namespace of the pod',
    [
      [
        '{name: POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}',
        '{name: POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}',
      ],
    ],
    [
      'StatefulSet/thanos-receive: the 3 replicas of thanos receive have the same labels, {receive_cluster="one", receive_replica="monitoring"}.',
    ],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(receiverLabelsDifferPerReplica, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'one receiver',
    [
      [label, ''],
      ['replicas: 3', 'replicas: 1'],
    ],
  ],
  [
    'a router',
    [
      [label, ''],
      ['            - --receive.local-endpoint=$(POD_NAME).thanos-receive.monitoring.svc:10901\n', ''],
    ],
  ],
  [
    'the index of the pod',
    [['fieldPath: metadata.name', `fieldPath: "metadata.labels['apps.kubernetes.io/pod-index']"`]],
  ],
])('accepts %s', (_, changes) => {
  expect(messagesOf(receiverLabelsDifferPerReplica, changes)).toEqual([])
})
