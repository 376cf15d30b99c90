import { expect, it } from 'vitest'
import { copiesAreInDifferentZones } from './copies-are-in-different-zones.ts'
import { messagesOf, type Replacement, withoutLines } from './fixture.ts'

const address = (pod: number): string => `thanos-receive-${pod}.thanos-receive.monitoring.svc:10901`
const ring = (...zones: (string | undefined)[]): Replacement => [
  `[{"hashring": "default", "endpoints": [
      "${address(0)}",
      "${address(1)}",
      "${address(2)}"
    ]}]`,
  JSON.stringify([
    {
      hashring: 'default',
      endpoints: zones.map((az, pod) => (az === undefined ? address(pod) : { address: address(pod), az })),
    },
  ]),
]
const factor = (copies: number): Replacement => ['replication-factor=3', `replication-factor=${copies}`]
const podsIn = (zone: string): Replacement => [
  'terminationGracePeriodSeconds: 900',
  `terminationGracePeriodSeconds: 900\n      nodeSelector: {topology.kubernetes.io/zone: ${zone}}`,
]
const found = (...changes: Replacement[]): string[] => messagesOf(copiesAreInDifferentZones, changes).map(withoutLines)

it('finds endpoints whose pods run in another zone, or in any', () => {
  expect(found(ring('a', 'b', 'c'), podsIn('a'))).toEqual([
    'ConfigMap/hashring: thanos-receive-1 has the az b, but the pods of StatefulSet/thanos-receive run in a.',
  ])
  expect(found(ring('a', 'b', 'c'))).toEqual([
    'ConfigMap/hashring: thanos-receive-0 has the az a, but the pods of StatefulSet/thanos-receive can run in any zone.',
  ])
})

it('finds an endpoint without a zone', () =>
  expect(found(ring('a', undefined, 'a'), podsIn('a'), factor(2))).toEqual([
    `ConfigMap/hashring: ${address(1)} has no az, unlike other endpoints: for Thanos, it is in one more zone.`,
  ]))

it('finds fewer zones than the copies need', () =>
  expect(found(ring('a', 'a', 'a'), podsIn('a'))).toEqual([
    'ConfigMap/hashring: a zone can have 3 of 3 copies of a series, and writes survive 1: while the zone is down, they fail.',
  ]))

it('finds a zone with too few endpoints for the copies', () => {
  // The pods above 2 are not those of the StatefulSet.
  expect(found(ring('a', 'a', 'a', 'b', 'c'), podsIn('a'), factor(5))[0]).toBe(
    'ConfigMap/hashring: 4 of 5 copies have a place, because a zone has only 1 endpoint: the router looks for the next one forever and never starts.',
  )
})

it('finds zones for an algorithm that has none', () =>
  expect(
    found(ring('a', 'a', 'a'), ['--receive.hashrings-algorithm=ketama', '--receive.hashrings-algorithm=hashmod']),
  ).toEqual(['ConfigMap/hashring: the algorithm hashmod has no zones: the router does not start.']))

it.each<[string, Replacement[]]>([
  ['a hashring without zones', []],
  ['two zones for two copies', [ring('a', 'a', 'a', 'b', 'b', 'b'), podsIn('a'), factor(2)]],
  ['one copy', [ring('a', 'a', 'a'), podsIn('a'), factor(1)]],
])('accepts %s', (_, changes) => expect(found(...changes)).toEqual([]))
