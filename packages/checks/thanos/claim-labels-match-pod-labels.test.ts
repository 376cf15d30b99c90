import { expect, it } from 'vitest'
import { claimLabelsMatchPodLabels } from './claim-labels-match-pod-labels.ts'
import { messagesOf, type Replacement } from './fixture.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'another label',
    [['{metadata: {name: data, labels: {app: prometheus}}', '{metadata: {name: data, labels: {app: other}}']],
    ['StatefulSet/prometheus: the claim is labelled app: other, and its pods prometheus.'],
  ],
])('it finds %s', (_, changes, messages) => {
  expect(messagesOf(claimLabelsMatchPodLabels, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
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
  expect(messagesOf(claimLabelsMatchPodLabels, changes)).toEqual([])
})
