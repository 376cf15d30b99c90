import { expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { networkPoliciesIsolateEveryPod } from './network-policies-isolate-every-pod.ts'

const policy = (spec: string, namespace = 'monitoring'): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: ${namespace}}\nspec: ${spec}\n---\n`
const problems = (...manifests: string[]): string[] =>
  problemsIn(networkPoliciesIsolateEveryPod, manifests.join('')).map((text) => text.replace(/^\d+: /, ''))
const store = workload('store', 'image: a:1')
const web = workload('web', 'image: a:1')
const all = policy('{podSelector: {}, policyTypes: [Ingress, Egress]}')

it('finds a pod that no policy selects', () =>
  expect(
    problems(store, web, policy('{podSelector: {matchLabels: {app: store}}, policyTypes: [Ingress, Egress]}')),
  ).toEqual([
    'Deployment/web: no NetworkPolicy restricts the incoming and outgoing traffic of its pods, as others of monitoring do for other pods.',
  ]))

it.each([
  ['{podSelector: {}}', 'outgoing'],
  ['{podSelector: {}, policyTypes: []}', 'outgoing'],
  ['{podSelector: {}, egress: []}', 'outgoing'],
  ['{podSelector: {}, policyTypes: [Egress]}', 'incoming'],
])('finds a direction that %s does not restrict', (spec, direction) =>
  expect(problems(store, policy(spec))).toEqual([expect.stringContaining(`restricts the ${direction} traffic`)]),
)

it.each([
  ['a namespace without policies', [store, web]],
  ['a policy of all pods', [store, web, all]],
  ['types by default', [store, policy('{podSelector: {}, egress: [{}]}')]],
  ['a policy of another namespace', [store, policy('{podSelector: {}}', 'other')]],
  [
    'a pod in the network of its node',
    [workload('node', 'image: a:1', 'hostNetwork: true'), policy('{podSelector: {}}')],
  ],
])('accepts %s', (_, manifests) => expect(problems(...manifests)).toEqual([]))
