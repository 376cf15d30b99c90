import { expect, it } from 'vitest'
import type { Replacement } from '../thanos/fixture.ts'
import { queriesDeduplicateOtherEnvironments } from './queries-deduplicate-other-environments.ts'
import { fleetProblems, type TestEnvironment, withoutLine } from './testing.ts'

const found = (environments: Readonly<Record<string, TestEnvironment>>): string[] =>
  fleetProblems(queriesDeduplicateOtherEnvironments, environments).map(withoutLine)
const dials = (address: string): Replacement => [
  'endpoints:\n      - address: dnssrv',
  `endpoints:\n      - address: ${address}\n      - address: dnssrv`,
]
const renamed: Replacement = ['prometheus_replica: ${POD_NAME}', 'replica: ${POD_NAME}']
const ingress: Replacement = [
  '',
  `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: query, namespace: monitoring}
spec: {rules: [{host: query.b.example.com}]}`,
]

it('finds another replica label behind the host of an Ingress', () => {
  expect(found({ a: { changes: [dials('query.b.example.com:443')] }, b: { changes: [renamed, ingress] } })).toEqual([
    'a: a.yaml Deployment/thanos-query: the query also reads series of b, but does not remove its replica label replica (b: b.yaml:N).',
  ])
})

it('finds another replica label behind a Service of another cluster domain', () => {
  expect(
    found({
      a: { changes: [dials('dnssrv+_grpc._tcp.thanos-sidecar.monitoring.svc.b.local')] },
      b: { changes: [renamed], clusterDomain: 'b.local' },
    }),
  ).toHaveLength(1)
})

it.each<[string, Readonly<Record<string, TestEnvironment>>]>([
  ['equal labels', { a: { changes: [dials('query.b.example.com:443')] }, b: { changes: [ingress] } }],
  [
    'a host of no environment',
    { a: { changes: [dials('query.c.example.com:443')] }, b: { changes: [renamed, ingress] } },
  ],
  ['Services of the same name', { a: {}, b: { changes: [renamed] } }],
])('accepts %s', (_, environments) => expect(found(environments)).toEqual([]))
