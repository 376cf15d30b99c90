import { describe, expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { autoscalerOwnsReplicas } from './autoscaler-owns-replicas.ts'

const scaler = (name: string) =>
  `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: h, namespace: monitoring}\nspec: {scaleTargetRef: {kind: Deployment, name: ${name}}}\n---\n`

describe('autoscaler-owns-replicas', () => {
  it('reports a number of replicas that is fixed', () =>
    expect(
      problemsIn(
        autoscalerOwnsReplicas,
        scaler('query') + workload('query', 'image: a:1', '', 'Deployment', 'replicas: 2'),
      ),
    ).toEqual(['11: Deployment/query: its replicas are fixed, and HorizontalPodAutoscaler/h scales it.']))
  it('reports a target that is not there', () =>
    expect(problemsIn(autoscalerOwnsReplicas, scaler('querier') + workload('query', 'image: a:1'))).toEqual([
      '4: HorizontalPodAutoscaler/h: there is no Deployment querier to scale.',
    ]))
  it('is content where the number is left out', () =>
    expect(problemsIn(autoscalerOwnsReplicas, scaler('query') + workload('query', 'image: a:1'))).toEqual([]))
})
