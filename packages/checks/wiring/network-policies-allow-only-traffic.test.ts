import { describe, expect, it } from 'vitest'
import { problemsIn, service, workload } from '../engine/testing.ts'
import { networkPoliciesAllowOnlyTraffic } from './network-policies-allow-only-traffic.ts'

const thanos = 'image: quay.io/thanos/thanos:v0.42.4'
const grpc = 'ports: [{name: grpc, containerPort: 10901}, {name: http, containerPort: 10902}]'
const stack = [
  workload('query', `${thanos}\nargs: [query, --endpoint=dnssrv+_grpc._tcp.store.monitoring.svc]\n${grpc}`),
  service('store', 'clusterIP: None\nports: [{name: grpc, port: 10901, targetPort: grpc}]'),
  workload('store', `${thanos}\nargs: [store]\n${grpc}`),
  workload('compact', `${thanos}\nargs: [compact]`),
  workload('web', 'image: registry.example.com/web:1'),
].join('')
const problems = (spec: string): string[] =>
  problemsIn(
    networkPoliciesAllowOnlyTraffic,
    `${stack}apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: monitoring}\nspec: ${spec}\n`,
  ).map((text) => text.replace(/^\d+: NetworkPolicy\/p: /, ''))
const ingress = (rule: string): string => `{podSelector: {matchLabels: {app: store}}, ingress: [${rule}]}`
const egress = (rule: string, app = 'query'): string =>
  `{podSelector: {matchLabels: {app: ${app}}}, policyTypes: [Egress], egress: [${rule}]}`
const pods = (app: string): string => `{podSelector: {matchLabels: {app: ${app}}}}`
const inNamespace =
  '{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}, podSelector: {matchLabels: {app: compact}}}'

describe('network-policies-allow-only-traffic', () => {
  it.each([
    [
      'a client that does not connect',
      ingress(`{from: [${pods('query')}, ${pods('compact')}], ports: [{port: grpc}]}`),
      'it allows connections from Deployment/compact, which no program of the manifests makes.',
    ],
    [
      'a client in a namespace of the manifests',
      ingress(`{from: [${inNamespace}], ports: [{port: 10901}]}`),
      'it allows connections from Deployment/compact, which no program of the manifests makes.',
    ],
    [
      'a port to which the client does not connect',
      ingress(`{from: [${pods('query')}], ports: [{port: grpc}, {port: http}]}`),
      'it allows connections to port http, which no program of the manifests makes.',
    ],
    [
      'another protocol',
      ingress(`{from: [${pods('query')}], ports: [{port: 10901}, {port: 10901, protocol: UDP}]}`),
      'it allows connections to port 10901, which no program of the manifests makes.',
    ],
    [
      'a server to which the pods do not connect',
      egress(`{to: [${pods('store')}, ${pods('compact')}]}`),
      'it allows connections to Deployment/compact, which no program of the manifests makes.',
    ],
    [
      'addresses outside of the cluster',
      egress('{to: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: 443}]}'),
      'it allows connections to 0.0.0.0/0, which no program of the manifests makes.',
    ],
  ])('finds %s', (_, spec, message) => expect(problems(spec)).toEqual([message]))

  it.each([
    ['what programs need', ingress(`{from: [${pods('query')}], ports: [{port: grpc}]}`)],
    ['a range of ports', ingress(`{from: [${pods('query')}], ports: [{port: 10900, endPort: 10910}]}`)],
    ['clients whose addresses are unknown', ingress(`{from: [${pods('web')}], ports: [{port: grpc}]}`)],
    ['another namespace', ingress('{from: [{namespaceSelector: {}}, {ipBlock: {cidr: 10.0.0.0/8}}]}')],
    ['everyone', ingress('{ports: [{port: grpc}]}')],
    ['DNS', egress('{ports: [{port: 53, protocol: UDP}]}')],
    [
      'DNS of a cache on the node',
      egress('{to: [{ipBlock: {cidr: 169.254.20.10/32}}], ports: [{port: 53, protocol: UDP}]}'),
    ],
    ['pods whose addresses are unknown', egress(`{to: [${pods('store')}]}`, 'web')],
  ])('accepts %s', (_, spec) => expect(problems(spec)).toEqual([]))
})
