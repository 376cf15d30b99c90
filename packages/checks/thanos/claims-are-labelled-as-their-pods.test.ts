import { expect, it } from 'vitest'
import { claimsAreLabelledAsTheirPods } from './claims-are-labelled-as-their-pods.ts'
import { type Change, said } from './fixture.ts'

it.each<[string, Change[], string[]]>([
  [
    'another label',
    [['{metadata: {name: data, labels: {app: prometheus}}', '{metadata: {name: data, labels: {app: other}}']],
    ['StatefulSet/prometheus: the claim is labelled app: other, and its pods prometheus.'],
  ],
])('it finds %s', (_, changes, messages) => {
  expect(said(claimsAreLabelledAsTheirPods, changes)).toEqual(messages)
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
  expect(said(claimsAreLabelledAsTheirPods, changes)).toEqual([])
})
