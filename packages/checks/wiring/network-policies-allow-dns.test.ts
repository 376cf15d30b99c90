import { describe, expect, it } from 'vitest'
import { problemsIn, service, workload } from '../engine/testing.ts'
import { networkPoliciesAllowDns } from './network-policies-allow-dns.ts'

const stack = (address: string): string =>
  workload('query', `image: a:1\nargs: ["--endpoint=${address}"]`) +
  service('store', 'ports: [{name: grpc, port: 10901}]') +
  workload('store', 'image: a:1')
const inCluster = 'dns+store.monitoring.svc:10901'
const problems = (egress: string, address = inCluster, types = 'Egress'): string[] =>
  problemsIn(
    networkPoliciesAllowDns,
    `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: monitoring}\nspec: {podSelector: {matchLabels: {app: query}}, policyTypes: [${types}], egress: [${egress}]}\n---\n${stack(address)}`,
  ).map((text) => text.replace(/^\d+: NetworkPolicy\/p: /, ''))
const dns = '{ports: [{port: 53, protocol: UDP}]}'

describe('network-policies-allow-dns', () => {
  it.each([
    '',
    '{to: [{podSelector: {matchLabels: {app: store}}}]}',
    '{ports: [{port: 53}]}',
    '{to: [{namespaceSelector: {}}], ports: [{port: 10901}]}',
  ])('reports the egress rules [%s]', (egress) =>
    expect(problems(egress)).toEqual([
      `no policy allows Deployment/query to send DNS requests, which ${inCluster} requires.`,
    ]),
  )

  it('reports a host outside of the cluster', () =>
    expect(problems(dns, 'thanos.example.com:443')).toEqual([
      'no policy allows Deployment/query to connect to port 443 of thanos.example.com outside of the cluster.',
    ]))

  it.each([
    [dns, inCluster, 'Egress'],
    ['{}', inCluster, 'Egress'],
    [
      '{to: [{namespaceSelector: {}, podSelector: {matchLabels: {k8s-app: kube-dns}}}], ports: [{port: 53, protocol: UDP}]}',
      inCluster,
      'Egress',
    ],
    ['', inCluster, 'Ingress'],
    [`${dns}, {to: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: 443}]}`, 'thanos.example.com:443', 'Egress'],
  ])('accepts the egress rules [%s] for %s with the type %s', (egress, address, types) =>
    expect(problems(egress, address, types)).toEqual([]),
  )
})
