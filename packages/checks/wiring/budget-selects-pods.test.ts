import { describe, expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { budgetSelectsPods } from './budget-selects-pods.ts'

const problems = (selector: string) =>
  problemsIn(
    budgetSelectsPods,
    `apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: b, namespace: monitoring}\nspec: {maxUnavailable: 1, selector: ${selector}}\n---\n${workload('store', 'image: a:1')}`,
  )

describe('budget-selects-pods', () => {
  it.each(['{matchLabels: {app: stores}}', '{matchExpressions: [{key: app, operator: NotIn, values: [store]}]}'])(
    'reports %s',
    (selector) =>
      expect(problems(selector)).toEqual([
        '4: PodDisruptionBudget/b: its selector does not match the pods of any workload.',
      ]),
  )
  it.each([
    '{matchLabels: {app: store}}',
    '{matchExpressions: [{key: app, operator: In, values: [store, other]}]}',
    '{}',
  ])('accepts %s', (selector) => expect(problems(selector)).toEqual([]))
})
