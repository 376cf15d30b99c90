import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { queryDeduplicatesReplicas } from './query-deduplicates-replicas.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a replica label that the query does not remove',
    [
      [
        `            - --query.replica-label=rule_replica
`,
        '',
      ],
    ],
    ['Deployment/thanos-query: thanos query does not remove the replica label rule_replica.'],
  ],
  [
    'a replica label with another name',
    [['--query.replica-label=prometheus_replica', '--query.replica-label=replica']],
    [
      'Deployment/thanos-query: thanos query does not remove the replica label prometheus_replica.',
      'Deployment/thanos-query: no component in these manifests writes the replica label replica.',
    ],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(queryDeduplicatesReplicas, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'several labels in one flag',
    [
      [
        `            - --query.replica-label=prometheus_replica
            - --query.replica-label=rule_replica
`,
        '            - --query.replica-label=prometheus_replica,rule_replica\n',
      ],
    ],
  ],
  [
    'the replica label of a component outside of these manifests',
    [
      [
        '--query.replica-label=prometheus_replica',
        `--query.replica-label=prometheus_replica
            - --query.replica-label=replica`,
      ],
    ],
  ],
])('accepts %s', (_, changes) => {
  expect(messagesOf(queryDeduplicatesReplicas, changes)).toEqual([])
})

it('finds a replica label behind a query of another namespace', () => {
  const global: Replacement = [
    '',
    `apiVersion: apps/v1
kind: Deployment
metadata: {name: global, namespace: other}
spec:
  template:
    metadata: {labels: {app: global}}
    spec: {containers: [{name: a, image: 'quay.io/thanos/thanos:v0.42.4', args: [query, '--endpoint=thanos-query.monitoring:10901', '--query.replica-label=prometheus_replica,receive_replica']}]}`,
  ]
  expect(messagesOf(queryDeduplicatesReplicas, [global])).toEqual([
    'Deployment/global: thanos query does not remove the replica label rule_replica.',
  ])
})
