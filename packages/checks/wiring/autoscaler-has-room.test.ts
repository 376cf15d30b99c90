import { expect, it } from 'vitest'
import { problemsIn } from '../engine/testing.ts'
import { autoscalerHasRoom } from './autoscaler-has-room.ts'

const problems = (spec: string, kind = 'HorizontalPodAutoscaler', apiVersion = 'autoscaling/v2'): string[] =>
  problemsIn(
    autoscalerHasRoom,
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: h}\nspec: {scaleTargetRef: {kind: Deployment, name: a}, ${spec}}\n`,
  )

it.each([
  ['minReplicas: 2, maxReplicas: 2', undefined, undefined],
  ['maxReplicas: 1', undefined, undefined],
  ['minReplicaCount: 3, maxReplicaCount: 3', 'ScaledObject', 'keda.sh/v1alpha1'],
])('reports %s', (spec, kind, apiVersion) => expect(problems(spec, kind, apiVersion)).toHaveLength(1))

it.each(['minReplicas: 2, maxReplicas: 3', 'maxReplicas: 2'])('accepts %s', (spec) =>
  expect(problems(spec)).toEqual([]),
)
