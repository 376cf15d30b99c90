import { expect, it } from 'vitest'
import { messagesOf, type Replacement, withoutLines } from './fixture.ts'
import { receiversKeepAQuorum } from './receivers-keep-a-quorum.ts'

const budget = (spec: string): Replacement => [
  'spec: {maxUnavailable: 1, selector: {matchLabels: {app: thanos-receive}}}',
  `spec: {${spec}, selector: {matchLabels: {app: thanos-receive}}}`,
]
const factor = (count: number): Replacement => ['replication-factor=3', `replication-factor=${count}`]
const found = (...changes: Replacement[]): string[] => messagesOf(receiversKeepAQuorum, changes).map(withoutLines)

it.each([['maxUnavailable: 2'], ['minAvailable: 1'], ['maxUnavailable: 50%']])('finds a budget with %s', (spec) => {
  expect(found(budget(spec))).toEqual([
    'PodDisruptionBudget/thanos-receive: a drain can stop 2 receivers of thanos-receive, but with the replication factor 3 (a.yaml:N) writes survive 1.',
  ])
})

it('finds an even replication factor', () => {
  expect(found(factor(4))).toEqual([
    'StatefulSet/thanos-receive: a replication factor of 4 stores one more copy than 3, and writes do not survive more failures.',
  ])
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  ['two copies, of which one is enough', [factor(2)]],
  ['one copy', [factor(1), budget('maxUnavailable: 3')]],
  ['minAvailable: 2', [budget('minAvailable: 2')]],
])('accepts %s', (_, changes) => expect(found(...changes)).toEqual([]))
