import { expect, it } from 'vitest'
import type { Replacement } from '../thanos/fixture.ts'
import { environmentsHaveDistinctLabels } from './environments-have-distinct-labels.ts'
import { fleetProblems, withoutLine } from './testing.ts'

const cluster = (name: string): Replacement => ['cluster: one', `cluster: ${name}`]
const ruler = (name: string): Replacement => ['ruler_cluster="one"', `ruler_cluster="${name}"`]
const receiver = (name: string): Replacement => ['receive_cluster="one"', `receive_cluster="${name}"`]
const named = (name: string): Replacement[] => [cluster(name), ruler(name), receiver(name)]

it('finds one cluster in two environments, at the label of the later one', () => {
  const problems = fleetProblems(environmentsHaveDistinctLabels, { a: { changes: named('a') }, b: {}, c: {} })
  expect(problems).toHaveLength(1)
  expect(problems.map(withoutLine)).toEqual([
    'c: c.yaml ConfigMap/prometheus: the environments b and c both write series with cluster="one" (b: b.yaml:N).',
  ])
})

it('finds equal labels of rulers alone', () => {
  const problems = fleetProblems(environmentsHaveDistinctLabels, {
    a: { changes: [cluster('a'), receiver('a')] },
    b: { changes: [cluster('b'), receiver('b')] },
  })
  expect(problems.map(withoutLine)).toEqual([
    'b: b.yaml StatefulSet/thanos-rule: the environments a and b both write series with ruler_cluster="one" (a: a.yaml:N).',
  ])
})

it('accepts labels that differ in one of several', () => {
  const changes = (region: string): Replacement[] => [
    ['cluster: one', `cluster: one\n        region: ${region}`],
    ruler(region),
    receiver(region),
  ]
  expect(
    fleetProblems(environmentsHaveDistinctLabels, { a: { changes: changes('a') }, b: { changes: changes('b') } }),
  ).toEqual([])
})
