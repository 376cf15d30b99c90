import { describe, expect, it } from 'vitest'
import { environment, problemsIn, workload } from '../engine/testing.ts'
import { replicasCanBePlaced } from './replicas-can-be-placed.ts'

const selector = 'labelSelector: {matchLabels: {app: a}}'
const spread = (other: string): string =>
  `topologySpreadConstraints: [{${selector}, maxSkew: 1, topologyKey: topology.kubernetes.io/zone, ${other}}]`
const hard = (minDomains: number): string => spread(`whenUnsatisfiable: DoNotSchedule, minDomains: ${minDomains}`)
const inZones = (...zones: readonly string[]): string =>
  `nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: topology.kubernetes.io/zone, operator: In, values: [${zones.join(', ')}]}]}]}}`
const apart = (other = ''): string =>
  `podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{${selector}, topologyKey: topology.kubernetes.io/zone${other}}]}`

const problems = (pod: string, { zones, kind = 'StatefulSet', spec = 'replicas: 3' }: Options = {}): string[] =>
  problemsIn(replicasCanBePlaced, workload('a', 'image: a:1', pod, kind, spec), {
    environment: { ...environment, ...(zones === undefined ? {} : { zones }) },
  }).map((text) => text.replace(/^\d+: \w+\/a: /, ''))

interface Options {
  readonly zones?: number
  readonly kind?: string
  readonly spec?: string
}

describe('replicas-can-be-placed', () => {
  it.each<[string, string, Options, string]>([
    [
      'more domains than the environment has zones',
      hard(3),
      { zones: 2 },
      'at most 2 of 3 replicas start: minDomains is 3, and environment.yaml sets zones: 2.',
    ],
    [
      'more domains than zones in which the pods may run',
      `${hard(3)}\naffinity: {${inZones('a', 'b')}}`,
      {},
      'at most 2 of 3 replicas start: minDomains is 3, and the pods may only run where topology.kubernetes.io/zone is a or b.',
    ],
    [
      'more domains than the zone of a nodeSelector',
      `${hard(3)}\nnodeSelector: {topology.kubernetes.io/zone: a}`,
      { zones: 3 },
      'at most 1 of 3 replicas start: minDomains is 3, and the pods may only run where topology.kubernetes.io/zone is a.',
    ],
    [
      'more replicas than zones with required anti-affinity',
      `affinity: {${apart()}}`,
      { zones: 2 },
      'at most 2 of 3 replicas start: a required anti-affinity keeps them apart, and environment.yaml sets zones: 2.',
    ],
    [
      'a rollout that needs one zone more',
      `affinity: {${apart()}}`,
      { zones: 3, kind: 'Deployment' },
      'a rollout never ends: its new pod needs a place of its own, and environment.yaml sets zones: 3.',
    ],
  ])('reports %s', (_, pod, options, message) => expect(problems(pod, options)).toEqual([message]))

  it.each<[string, string, Options?]>([
    ['as many domains as zones', hard(3), { zones: 3 }],
    ['fewer domains than zones', hard(2), { zones: 3 }],
    ['no more replicas than zones', hard(3), { zones: 2, spec: 'replicas: 2' }],
    ['an unknown number of zones', hard(3)],
    ['a preference', spread('whenUnsatisfiable: ScheduleAnyway'), { zones: 2 }],
    ['a constraint without minDomains', spread('whenUnsatisfiable: DoNotSchedule'), { zones: 2 }],
    ['other pods', hard(3).replace('app: a', 'app: b'), { zones: 2 }],
    [
      'zones that the constraint ignores',
      `${hard(3).replace('maxSkew', 'nodeAffinityPolicy: Ignore, maxSkew')}\naffinity: {${inZones('a')}}`,
    ],
    ['anti-affinity of a StatefulSet with as many zones', `affinity: {${apart()}}`, { zones: 3 }],
    [
      'anti-affinity in each revision',
      `affinity: {${apart(', matchLabelKeys: [pod-template-hash]')}}`,
      { zones: 3, kind: 'Deployment' },
    ],
    [
      'a rollout that stops a pod first',
      `affinity: {${apart()}}`,
      {
        zones: 3,
        kind: 'Deployment',
        spec: 'replicas: 3\nstrategy: {rollingUpdate: {maxUnavailable: 1, maxSurge: 0}}',
      },
    ],
    ['nodes', `affinity: {${apart().replace('topology.kubernetes.io/zone', 'kubernetes.io/hostname')}}`, { zones: 2 }],
  ])('accepts %s', (_, pod, options) => expect(problems(pod, options)).toEqual([]))
})
