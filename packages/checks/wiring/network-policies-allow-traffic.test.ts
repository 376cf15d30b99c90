import { describe, expect, it } from 'vitest'
import { problemsIn, service, workload } from '../engine/testing.ts'
import { networkPoliciesAllowTraffic } from './network-policies-allow-traffic.ts'

const stack = [
  workload('thanos-query', 'image: a:1\nargs: [--endpoint=dnssrv+_grpc._tcp.thanos-store.monitoring.svc]'),
  service('thanos-store', 'clusterIP: None\nports: [{name: grpc, port: 10901, targetPort: grpc}]'),
  workload('thanos-store', 'image: a:1\nports: [{name: grpc, containerPort: 10901}]'),
].join('\n')
const policy = (spec: string) =>
  `${stack}\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: monitoring}\nspec: ${spec}`
const problems = (spec: string) =>
  problemsIn(networkPoliciesAllowTraffic, policy(spec)).map((problem) => problem.replace(/^\d+: /, ''))

const message =
  'NetworkPolicy/p: it does not allow Deployment/thanos-query to connect to Deployment/thanos-store on port 10901, which dnssrv+_grpc._tcp.thanos-store.monitoring.svc in Deployment/thanos-query requires.'

describe('network-policies-allow-traffic', () => {
  it.each([
    ['no ingress is allowed', '{podSelector: {matchLabels: {app: thanos-store}}}'],
    [
      'ingress is allowed on another port',
      '{podSelector: {}, policyTypes: [Ingress], ingress: [{ports: [{port: 10902}]}]}',
    ],
    [
      'ingress is allowed from other pods',
      '{podSelector: {matchLabels: {app: thanos-store}}, ingress: [{from: [{podSelector: {matchLabels: {app: prometheus}}}]}]}',
    ],
    [
      'ingress is allowed from another namespace',
      '{podSelector: {matchLabels: {app: thanos-store}}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: other}}}]}]}',
    ],
    ['no egress is allowed', '{podSelector: {matchLabels: {app: thanos-query}}, policyTypes: [Egress]}'],
  ])('reports a policy where %s', (_, spec) => expect(problems(spec)).toEqual([message]))

  it.each([
    '{podSelector: {matchLabels: {app: thanos-store}}, ingress: [{}]}',
    '{podSelector: {matchLabels: {app: thanos-store}}, ingress: [{from: [{podSelector: {}}], ports: [{port: grpc}]}]}',
    '{podSelector: {matchLabels: {app: thanos-store}}, ingress: [{ports: [{port: 10900, endPort: 10910}]}]}',
    '{podSelector: {matchLabels: {app: thanos-query}}, policyTypes: [Ingress]}',
    '{podSelector: {matchLabels: {app: other}}}',
  ])('accepts %s', (spec) => expect(problems(spec)).toEqual([]))
})
