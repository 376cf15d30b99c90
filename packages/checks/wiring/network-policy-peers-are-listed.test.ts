import { expect, it } from 'vitest'
import { problemsIn } from '../engine/testing.ts'
import { networkPolicyPeersAreListed } from './network-policy-peers-are-listed.ts'

const problems = (spec: string): string[] =>
  problemsIn(
    networkPolicyPeersAreListed,
    `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: a}\nspec: ${spec}\n`,
  ).map((text) => text.replace(/^\d+: NetworkPolicy\/p: /, ''))

it.each([
  ['{podSelector: {}, ingress: [{from: []}]}', 'the empty list from allows all addresses.'],
  ['{podSelector: {}, egress: [{to: [], ports: [{port: 1}]}]}', 'the empty list to allows all addresses.'],
  ['{podSelector: {}, ingress: [{from: [{podSelector: {}}], ports: []}]}', 'the empty list ports allows all ports.'],
  ['{podSelector: {}, ingress: [{from: [{}]}]}', 'the peer has no podSelector, namespaceSelector or ipBlock.'],
])('finds %s', (spec, message) => expect(problems(spec)).toEqual([message]))

it.each([
  '{podSelector: {}, ingress: []}',
  '{podSelector: {}, ingress: [{}]}',
  '{podSelector: {}, ingress: [{ports: [{port: 1}]}], egress: [{to: [{podSelector: {}}]}]}',
])('accepts %s', (spec) => expect(problems(spec)).toEqual([]))
