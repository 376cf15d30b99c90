import { expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { deploymentsRoll } from './deployments-roll.ts'

const problems = (spec: string): string[] =>
  problemsIn(deploymentsRoll, workload('a', 'image: a:1', '', 'Deployment', spec))

it('reports several replicas that stop at the same time', () =>
  expect(problems('replicas: 2\nstrategy: {type: Recreate}')).toEqual([
    '7: Deployment/a: the strategy Recreate stops its 2 replicas at the same time.',
  ]))

it.each(['replicas: 1\nstrategy: {type: Recreate}', 'replicas: 2', 'replicas: 2\nstrategy: {type: RollingUpdate}'])(
  'accepts %s',
  (spec) => expect(problems(spec)).toEqual([]),
)
