import { describe, expect, it } from 'vitest'
import { problemsIn } from '../engine/testing.ts'
import { labelsFollowConventions } from './labels-follow-conventions.ts'

const problems = (labels: string, podLabels = '{}') =>
  problemsIn(
    labelsFollowConventions,
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a, labels: ${labels}}\nspec: {template: {metadata: {labels: ${podLabels}}, spec: {containers: [{name: a}]}}}`,
  )

describe('labels-follow-conventions', () => {
  it.each([
    ['{"a b": c}', 'a b is not a valid label key.'],
    ['{a/b/c: d}', 'a/b/c is not a valid label key.'],
    ['{version: 1}', 'the value of the label version is not a string.'],
    ['{team: "a team"}', '"a team" is not a valid value of the label team.'],
  ])('reports %s', (labels, message) => expect(problems(labels)).toEqual([`3: Deployment/a: ${message}`]))

  it.each([
    ['{}', 'do not have this label'],
    ['{app.kubernetes.io/name: b}', 'have the value b'],
  ])('reports pods with the labels %s', (podLabels, difference) =>
    expect(problems('{app.kubernetes.io/name: a}', podLabels)).toEqual([
      `4: Deployment/a: its label app.kubernetes.io/name is a, but its pods ${difference}.`,
    ]),
  )

  it('accepts an object whose pods have the same label', () =>
    expect(problems('{app.kubernetes.io/name: a, x: "", y: "1"}', '{app.kubernetes.io/name: a}')).toEqual([]))
})
