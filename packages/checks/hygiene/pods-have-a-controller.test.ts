import { expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { podsHaveAController } from './pods-have-a-controller.ts'

const pod = (annotations: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: p, annotations: {${annotations}}}\nspec: {containers: [{name: a, image: a:1}]}\n`

it('reports a pod without a controller', () =>
  expect(problemsIn(podsHaveAController, pod(''))).toEqual(['2: Pod/p: no controller manages this pod.']))

it.each([pod('helm.sh/hook: test'), workload('a', 'image: a:1')])('accepts %s', (yaml) =>
  expect(problemsIn(podsHaveAController, yaml)).toEqual([]),
)
