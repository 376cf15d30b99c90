import type { DeliveredChange, RolloutClass } from '@thanos-gitops/manifest/change'
import { namedDiff } from '@thanos-gitops/manifest/testing'
import { expect, it } from 'vitest'
import { headline } from './headline.ts'

const object = (worst: RolloutClass, fields: Partial<DeliveredChange> = {}): DeliveredChange => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  name: 'web',
  status: 'changed',
  class: worst,
  why: '',
  wave: 0,
  outcome: {},
  changes: [],
  ...fields,
})
const available = (count: number): Partial<DeliveredChange> => ({
  kind: 'StatefulSet',
  rollout: { workload: 'web', replicas: 2, order: '', atOnce: '', available: count },
})
const times = (count: number, one: DeliveredChange): readonly DeliveredChange[] =>
  Array.from({ length: count }, () => one)

it.each<[string, readonly DeliveredChange[]]>([
  ['', []],
  ['a: 1 object changes without a restart', [object('in-place')]],
  [
    'a: 2 objects are created, 1 object is removed from git',
    [...times(2, object('in-place', { status: 'added' })), object('in-place', { status: 'removed' })],
  ],
  ['a: 1 Deployment restarts', [object('in-place'), object('restart')]],
  [
    'a: 1 StatefulSet restarts with no pod available, 1 StatefulSet restarts one pod at a time',
    [object('restart', available(1)), object('restart', available(0))],
  ],
  ['a: 3 changes are refused (Deployment/web, Deployment/web and 1 more)', times(3, object('refused'))],
  [
    'a: 1 object stops serving (Deployment/web), 1 change deletes data (Deployment/web), 1 change is refused (Deployment/web), 2 milder changes',
    [object('restart'), object('refused'), object('outage'), object('data-loss'), object('scale')],
  ],
])('is %j', (expected, objects) => expect(headline([namedDiff('a', objects)])).toBe(expected))

it('puts environments with the same effect together, the worst first', () => {
  const fleet = Array.from({ length: 7 }, (_, index) => namedDiff(`eu-${index}`, [object('restart')]))
  expect(headline([namedDiff('calm', []), ...fleet, namedDiff('bad', [object('outage')])])).toBe(
    'bad: 1 object stops serving (Deployment/web); 7 environments: 1 Deployment restarts',
  )
  expect(headline(fleet)).toBe('all 7 environments: 1 Deployment restarts')
})

it('names environments with milder changes only at its end', () => {
  const diffs = ['a', 'b', 'c', 'd', 'e'].map((name, index) => namedDiff(name, times(index + 1, object('reload'))))
  expect(headline(diffs)).toMatch(/^e: 5 configurations are reloaded; d: [^;]*; c: [^;]*; milder changes in b, a$/)
})

it('counts problems as worse than each class, and warnings of an environment whose objects stay', () => {
  const finding = { code: 'x', message: 'x' }
  expect(
    headline([
      namedDiff('a', [object('outage')]),
      namedDiff('b', [object('scale')], { findings: [{ ...finding, severity: 'error' }] }),
      namedDiff('c', [], { findings: [{ ...finding, severity: 'warning' }] }),
    ]),
  ).toBe(
    'b: 1 problem to solve, 1 workload changes its number of pods; a: 1 object stops serving (Deployment/web); c: 1 warning',
  )
})
