import { expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { workloadSelectorsAreDistinct } from './workload-selectors-are-distinct.ts'

it('reports a selector that matches the pods of another workload', () => {
  const other = workload('b', 'image: a:1').replaceAll('app: b', 'app: a')
  expect(problemsIn(workloadSelectorsAreDistinct, workload('a', 'image: a:1') + other)).toEqual([
    '7: Deployment/a: its selector also matches the pods of Deployment/b.',
    '22: Deployment/b: its selector also matches the pods of Deployment/a.',
  ])
})

it.each([
  workload('a', 'image: a:1') + workload('b', 'image: a:1'),
  workload('a', 'image: a:1') +
    workload('b', 'image: a:1').replaceAll('app: b', 'app: a').replace('namespace: monitoring', 'namespace: web'),
])('accepts %s', (yaml) => expect(problemsIn(workloadSelectorsAreDistinct, yaml)).toEqual([]))
