import { expect, it } from 'vitest'
import { messagesOf, type Replacement, withoutLines } from './fixture.ts'
import { replicaLabelsDistinguishReplicas } from './replica-labels-distinguish-replicas.ts'

const found = (...changes: Replacement[]): string[] =>
  messagesOf(replicaLabelsDistinguishReplicas, changes).map(withoutLines)
const query = (label: string): Replacement => ['--query.replica-label=rule_replica', `--query.replica-label=${label}`]

it('finds the cluster as a replica label of a query', () => {
  expect(found(query('cluster'))).toEqual([
    'Deployment/thanos-query: thanos query removes the label cluster, which is equal for all replicas of prometheus (a.yaml:N).',
  ])
})

it('finds the cluster as a replica label of a compactor', () => {
  expect(found(['--delete-delay=48h', '--deduplication.replica-label=cluster'])).toEqual([
    'StatefulSet/thanos-compact: thanos compact removes the label cluster, which is equal for all replicas of prometheus (a.yaml:N).',
  ])
})

it.each([
  ['region', 'the origin of series'],
  ['tenant_id', 'the origin of series'],
  ['instance', 'targets'],
])('finds the label %s, which no writer sets', (label, what) => {
  expect(found(query(label))).toEqual([
    `Deployment/thanos-query: thanos query removes the label ${label}, which identifies ${what}, not a replica.`,
  ])
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  ['a label of another environment', [query('other_replica')]],
  ['a constant replica label of one replica', [['prometheus_replica: ${POD_NAME}', 'prometheus_replica: a']]],
  ['a label that differs per pod', [['cluster: one', 'cluster: ${POD_NAME}'], query('cluster')]],
])('accepts %s', (_, changes) => expect(found(...changes)).toEqual([]))
