import { expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { podsHaveOneBudget } from './pods-have-one-budget.ts'

const budget = (name: string, selector: string): string =>
  `apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: ${name}, namespace: monitoring}\nspec: {maxUnavailable: 1, selector: ${selector}}\n---\n`
const stack = workload('store', 'image: a:1') + workload('query', 'image: a:1')

it('reports pods that two budgets select', () =>
  expect(
    problemsIn(
      podsHaveOneBudget,
      budget('a', '{matchLabels: {app: store}}') +
        budget('b', '{matchExpressions: [{key: app, operator: In, values: [store]}]}') +
        stack,
    ),
  ).toEqual(['9: PodDisruptionBudget/b: PodDisruptionBudget/a also selects the pods of Deployment/store.']))

it('accepts one budget for each workload', () =>
  expect(
    problemsIn(
      podsHaveOneBudget,
      budget('a', '{matchLabels: {app: store}}') + budget('b', '{matchLabels: {app: query}}') + stack,
    ),
  ).toEqual([]))
