import { expect, it } from 'vitest'
import { distributedQueriesAskQueries } from './distributed-queries-ask-queries.ts'
import { messagesOf, type Replacement } from './fixture.ts'

const global = (...args: readonly string[]): Replacement => [
  '',
  `apiVersion: apps/v1
kind: Deployment
metadata: {name: global, namespace: monitoring}
spec:
  template:
    metadata: {labels: {app: global}}
    spec: {containers: [{name: a, image: 'quay.io/thanos/thanos:v0.42.4', args: [query, ${args.map((arg) => `'${arg}'`).join(', ')}]}]}`,
]
const distributed = '--query.mode=distributed'
const store = '--endpoint=dnssrv+_grpc._tcp.thanos-store.monitoring.svc'

it.each<[string, readonly string[], string]>([
  [
    'a store gateway',
    [distributed, store],
    'Deployment/global: dnssrv+_grpc._tcp.thanos-store.monitoring.svc is a thanos store, which the query global does not ask in distributed mode.',
  ],
  [
    'an engine that is not used',
    [distributed, '--query.promql-engine=prometheus', '--endpoint=thanos-query:10901'],
    'Deployment/global: the engine of a query in distributed mode is always that of Thanos.',
  ],
])('finds %s', (_, args, message) =>
  expect(messagesOf(distributedQueriesAskQueries, [global(...args)])).toEqual([message]),
)

it.each<[string, readonly string[]]>([
  ['a query in distributed mode that asks a query', [distributed, '--endpoint=thanos-query:10901']],
  ['an endpoint of another cluster', [distributed, '--endpoint=query.eu-1.example.com:10901']],
  ['a query in local mode', ['--query.promql-engine=prometheus', store]],
])('accepts %s', (_, args) => expect(messagesOf(distributedQueriesAskQueries, [global(...args)])).toEqual([]))
