import { describe, expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { topologyKeysExist } from './topology-keys-exist.ts'

const problems = (pod: string): string[] =>
  problemsIn(topologyKeysExist, workload('a', 'image: a:1', pod)).map((text) =>
    text.replace(/^\d+: Deployment\/a: /, ''),
  )
const spread = (key: string): string => `topologySpreadConstraints: [{topologyKey: ${key}}]`

describe('topology-keys-exist', () => {
  it.each([
    [spread('kubernetes.io/hostnames'), 'nodes do not have the label kubernetes.io/hostnames.'],
    [spread('topology.kubernetes.io/zones'), 'nodes do not have the label topology.kubernetes.io/zones.'],
    ['nodeSelector: {kubernetes.io/so: linux}', 'nodes do not have the label kubernetes.io/so.'],
    [
      'nodeSelector: {node-role.kubernetes.io/master: ""}',
      'Kubernetes no longer sets the label node-role.kubernetes.io/master on nodes.',
    ],
    [
      'affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: kubernetes.io/hostnme}]}}',
      'nodes do not have the label kubernetes.io/hostnme.',
    ],
  ])('reports %s', (pod, message) => expect(problems(pod)).toEqual([message]))

  it.each([
    spread('kubernetes.io/hostname'),
    spread('example.com/rack'),
    spread('topology.kubernetes.io/rack'),
    'nodeSelector: {kubernetes.io/os: linux, beta.kubernetes.io/arch: amd64, pool: monitoring}',
    'affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: node-role.kubernetes.io/master, operator: DoesNotExist}]}]}}}',
  ])('accepts %s', (pod) => expect(problems(pod)).toEqual([]))
})
