import { describe, expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { networkPolicySelectsPods } from './network-policy-selects-pods.ts'

const policy = (spec: string): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: monitoring}\nspec: {${spec}}\n---\n`
const pods = workload('store', 'image: a:1') + workload('query', 'image: a:1')
const problems = (spec: string): string[] => problemsIn(networkPolicySelectsPods, policy(spec) + pods)

describe('network-policy-selects-pods', () => {
  it('reports a policy that selects no pod', () =>
    expect(problems('podSelector: {matchLabels: {app: stores}}')).toEqual([
      '4: NetworkPolicy/p: its spec.podSelector app=stores does not match the pods of any workload.',
    ]))

  it('reports a peer that matches no pod of its own namespace', () =>
    expect(
      problems(
        'podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: query}}}, {podSelector: {matchLabels: {app: querier}}}]}], egress: [{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}, podSelector: {matchLabels: {app: x}}}]}]',
      ),
    ).toEqual([
      '4: NetworkPolicy/p: its spec.ingress.0.from.1.podSelector app=querier does not match the pods of any workload.',
      '4: NetworkPolicy/p: its spec.egress.0.to.0.podSelector app=x does not match the pods of any workload.',
    ]))

  it.each([
    'podSelector: {}',
    'podSelector: {matchLabels: {app: store}}, ingress: [{from: [{podSelector: {matchLabels: {app: query}}}]}]',
    'podSelector: {}, ingress: [{from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: elsewhere}}}, {ipBlock: {cidr: 10.0.0.0/8}}]}]',
  ])('accepts %s', (spec) => expect(problems(spec)).toEqual([]))

  it('accepts a policy in a folder without pods', () =>
    expect(problemsIn(networkPolicySelectsPods, policy('podSelector: {matchLabels: {app: a}}'))).toEqual([]))

  it('accepts unrelated labels if a role allows a program to create pods', () => {
    const role =
      'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: operator}\nrules: [{apiGroups: [""], resources: [pods], verbs: [create]}]\n---\n'
    const selecting = (app: string): string[] =>
      problemsIn(networkPolicySelectsPods, role + policy(`podSelector: {matchLabels: {app: ${app}}}`) + pods)
    expect(selecting('instance-manager')).toEqual([])
    expect(selecting('stores')).toHaveLength(1)
  })
})
