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
    ['{"a b": c}', 'a b is no name of a label.'],
    ['{a/b/c: d}', 'a/b/c is no name of a label.'],
    ['{version: 1}', 'the value of label version is no text.'],
    [
      '{team: "a team"}',
      '"a team" is no value of a label: at most 63 letters, digits, -, _ and ., with a letter or digit at both ends.',
    ],
  ])('reports %s', (labels, message) => expect(problems(labels)).toEqual([`3: Deployment/a: ${message}`]))

  it.each([
    ['{}', 'do not have it'],
    ['{app.kubernetes.io/name: b}', 'have b'],
  ])('reports pods of %s that are called otherwise', (podLabels, found) =>
    expect(problems('{app.kubernetes.io/name: a}', podLabels)).toEqual([
      `4: Deployment/a: it has app.kubernetes.io/name=a, and its pods ${found}.`,
    ]),
  )

  it('is content where object and pods have the same', () =>
    expect(problems('{app.kubernetes.io/name: a, x: "", y: "1"}', '{app.kubernetes.io/name: a}')).toEqual([]))
})
