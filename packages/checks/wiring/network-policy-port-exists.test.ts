import { describe, expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { networkPolicyPortExists } from './network-policy-port-exists.ts'

const pods = workload(
  'store',
  'image: quay.io/thanos/thanos:v0.42.4\nargs: [store]\nports: [{name: grpc, containerPort: 10901}, {name: http, containerPort: 10902}]',
)
const problems = (spec: string): string[] =>
  problemsIn(
    networkPolicyPortExists,
    `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: monitoring}\nspec: {podSelector: {}, ${spec}}\n---\n${pods}`,
  )

describe('network-policy-port-exists', () => {
  it.each([
    [
      'ingress: [{ports: [{port: http-metrics}]}]',
      'no container of Deployment/store has a port with the name http-metrics.',
    ],
    ['ingress: [{ports: [{port: 9090}]}]', 'no container of Deployment/store has the port 9090.'],
    [
      'egress: [{to: [{podSelector: {matchLabels: {app: store}}}], ports: [{port: web}]}]',
      'no container of Deployment/store has a port with the name web.',
    ],
  ])('reports %s', (spec, message) => expect(problems(spec)).toEqual([`4: NetworkPolicy/p: ${message}`]))

  it.each([
    'ingress: [{ports: [{port: http}, {port: 10901}, {port: 9000, endPort: 11000}]}]',
    'egress: [{ports: [{port: 53, protocol: UDP}]}]',
    'egress: [{to: [{namespaceSelector: {}}], ports: [{port: web}]}]',
  ])('accepts %s', (spec) => expect(problems(spec)).toEqual([]))
})
