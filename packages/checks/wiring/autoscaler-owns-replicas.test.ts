import { describe, expect, it } from 'vitest'
import { environment, problemsIn, workload } from '../engine/testing.ts'
import { autoscalerOwnsReplicas } from './autoscaler-owns-replicas.ts'

const autoscaler = (name: string) =>
  `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: h, namespace: monitoring}\nspec: {scaleTargetRef: {kind: Deployment, name: ${name}}}\n---\n`

describe('autoscaler-owns-replicas', () => {
  it('reports a number of replicas in the manifest', () =>
    expect(
      problemsIn(
        autoscalerOwnsReplicas,
        autoscaler('query') + workload('query', 'image: a:1', '', 'Deployment', 'replicas: 2'),
      ),
    ).toEqual(['11: Deployment/query: replicas is set, but HorizontalPodAutoscaler/h scales this workload.']))
  it('accepts it in an environment, whose delivery objects ignore the field', () =>
    expect(
      problemsIn(
        autoscalerOwnsReplicas,
        autoscaler('query') + workload('query', 'image: a:1', '', 'Deployment', 'replicas: 2'),
        { environment },
      ),
    ).toEqual([]))
  it('accepts a workload without replicas', () =>
    expect(problemsIn(autoscalerOwnsReplicas, autoscaler('query') + workload('query', 'image: a:1'))).toEqual([]))
})
