import { expect, it } from 'vitest'
import { claimLabelsMatchPodLabels } from './claim-labels-match-pod-labels.ts'
import { messagesOf, type Replacement } from './fixture.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a label with another value',
    [['{metadata: {name: data, labels: {app: prometheus}}', '{metadata: {name: data, labels: {app: other}}']],
    ['StatefulSet/prometheus: the claim template has the label app: other, but its pods have prometheus.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(claimLabelsMatchPodLabels, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'an additional label',
    [
      [
        '{metadata: {name: data, labels: {app: prometheus}}',
        '{metadata: {name: data, labels: {app: prometheus, kind: data}}',
      ],
    ],
  ],
])('accepts %s', (_, changes) => {
  expect(messagesOf(claimLabelsMatchPodLabels, changes)).toEqual([])
})
