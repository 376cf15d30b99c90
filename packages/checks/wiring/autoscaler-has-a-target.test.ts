import { describe, expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { autoscalerHasATarget } from './autoscaler-has-a-target.ts'

const autoscaler = (target: string): string =>
  `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: h, namespace: monitoring}\nspec: {scaleTargetRef: ${target}}\n---\n`
const vertical =
  'apiVersion: autoscaling.k8s.io/v1\nkind: VerticalPodAutoscaler\nmetadata: {name: v, namespace: monitoring}\nspec: {targetRef: {kind: StatefulSet, name: stores}}\n---\n'
const problems = (yaml: string): string[] =>
  problemsIn(autoscalerHasATarget, yaml + workload('store', 'image: a:1', '', 'StatefulSet'))

describe('autoscaler-has-a-target', () => {
  it.each([
    [
      autoscaler('{kind: StatefulSet, name: stores}'),
      'HorizontalPodAutoscaler/h: there is no StatefulSet stores to scale.',
    ],
    [
      autoscaler('{kind: Deployment, name: store}'),
      'HorizontalPodAutoscaler/h: there is no Deployment store to scale.',
    ],
    [vertical, 'VerticalPodAutoscaler/v: there is no StatefulSet stores to scale.'],
  ])('reports a missing workload', (yaml, message) => expect(problems(yaml)).toEqual([`4: ${message}`]))

  it('accepts a workload of the manifests', () =>
    expect(problems(autoscaler('{kind: StatefulSet, name: store}'))).toEqual([]))
})
