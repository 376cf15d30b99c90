import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { queriesHaveNoCircle } from './queries-have-no-circle.ts'

const dials = (address: string): Replacement => [
  'endpoints:\n      - address: dnssrv',
  `endpoints:\n      - address: ${address}\n      - address: dnssrv`,
]
const other = (endpoint: string): Replacement => [
  '',
  `apiVersion: apps/v1
kind: Deployment
metadata: {name: global, namespace: monitoring}
spec:
  template:
    metadata: {labels: {app: global}}
    spec: {containers: [{name: a, image: 'quay.io/thanos/thanos:v0.42.4', args: [query, '--endpoint=${endpoint}']}]}
---
apiVersion: v1
kind: Service
metadata: {name: global, namespace: monitoring}
spec: {selector: {app: global}, ports: [{port: 10901}]}`,
]

it('finds a query that is its own endpoint', () => {
  expect(messagesOf(queriesHaveNoCircle, [dials('thanos-query.monitoring.svc:10901')])).toEqual([
    'ConfigMap/thanos-query: thanos-query.monitoring.svc:10901 is the query thanos-query itself.',
  ])
})

it('finds two queries that are endpoints of each other', () => {
  expect(messagesOf(queriesHaveNoCircle, [dials('global:10901'), other('thanos-query:10901')])).toEqual([
    'ConfigMap/thanos-query: global:10901 leads back to thanos-query through global.',
    'Deployment/global: thanos-query:10901 leads back to global through thanos-query.',
  ])
})

it('accepts a query of queries', () => {
  expect(messagesOf(queriesHaveNoCircle, [other('thanos-query:10901')])).toEqual([])
})
