import { expect, it } from 'vitest'
import { claimLabelsMatchPodLabels } from './claim-labels-match-pod-labels.ts'
import { type Change, said } from './fixture.ts'

it.each<[string, Change[], string[]]>([
  [
    'another label',
    [['{metadata: {name: data, labels: {app: prometheus}}', '{metadata: {name: data, labels: {app: other}}']],
    ['StatefulSet/prometheus: the claim is labelled app: other, and its pods prometheus.'],
  ],
])('it finds %s', (_, changes, messages) => {
  expect(said(claimLabelsMatchPodLabels, changes)).toEqual(messages)
})

it.each<[string, Change[]]>([
  ['a stack in which nothing is wrong', []],
  [
    'more labels',
    [
      [
        '{metadata: {name: data, labels: {app: prometheus}}',
        '{metadata: {name: data, labels: {app: prometheus, kind: data}}',
      ],
    ],
  ],
])('it accepts %s', (_, changes) => {
  expect(said(claimLabelsMatchPodLabels, changes)).toEqual([])
})
