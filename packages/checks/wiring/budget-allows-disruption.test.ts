import { describe, expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { budgetAllowsDisruption } from './budget-allows-disruption.ts'

const problems = (replicas: number, budget: string) =>
  problemsIn(
    budgetAllowsDisruption,
    `apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: b, namespace: monitoring}\nspec: {${budget}, selector: {matchLabels: {app: store}}}\n---\n${workload('store', 'image: a:1', '', 'StatefulSet', `replicas: ${replicas}`)}`,
  )

describe('budget-allows-disruption', () => {
  it.each([
    [1, 'minAvailable: 1'],
    [2, 'minAvailable: 2'],
    [2, 'minAvailable: 51%'],
    [3, 'maxUnavailable: 0'],
    [3, 'maxUnavailable: 0%'],
  ])('reports %i replicas with %s', (replicas, budget) => expect(problems(replicas, budget)).toHaveLength(1))

  it('names the field, the number of pods and the workload', () =>
    expect(problems(2, 'minAvailable: 51%')).toEqual([
      '4: PodDisruptionBudget/b: minAvailable: 51% allows no disruption of the 2 pods of StatefulSet/store.',
    ]))

  it.each([
    [1, 'maxUnavailable: 1'],
    [2, 'minAvailable: 1'],
    [2, 'minAvailable: 50%'],
    [3, 'maxUnavailable: 10%'],
    [0, 'minAvailable: 1'],
  ])('accepts %i replicas and %s', (replicas, budget) => expect(problems(replicas, budget)).toEqual([]))

  it('counts the fewest replicas of an autoscaler', () => {
    const scaled = (minReplicas: number): string[] =>
      problemsIn(
        budgetAllowsDisruption,
        `apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: b, namespace: monitoring}\nspec: {minAvailable: 2, selector: {matchLabels: {app: store}}}\n---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: h, namespace: monitoring}\nspec: {minReplicas: ${minReplicas}, scaleTargetRef: {kind: Deployment, name: store}}\n---\n${workload('store', 'image: a:1')}`,
      )
    expect(scaled(2)).toHaveLength(1)
    expect(scaled(3)).toEqual([])
  })

  it.each(['maxUnavailable: 0', 'minAvailable: 100%'])('reports %s without the workload', (budget) =>
    expect(
      problemsIn(
        budgetAllowsDisruption,
        `apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: b}\nspec: {${budget}, selector: {matchLabels: {app: store}}}\n`,
      ),
    ).toEqual([`4: PodDisruptionBudget/b: ${budget} allows no disruption of any number of pods.`]),
  )
})
