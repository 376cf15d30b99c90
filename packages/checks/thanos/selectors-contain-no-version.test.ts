import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { selectorsContainNoVersion } from './selectors-contain-no-version.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a version in the selector of a Service',
    [
      [
        'selector: {app: thanos-query}, ports',
        'selector: {app: thanos-query, app.kubernetes.io/version: v0.42.4}, ports',
      ],
    ],
    ['Service/thanos-query: the selector contains app.kubernetes.io/version.'],
  ],
  [
    'a version in the selector of a workload',
    [
      [
        `selector: {matchLabels: {app: thanos-query}}
  template`,
        `selector: {matchLabels: {app: thanos-query, app.kubernetes.io/version: v0.42.4}}
  template`,
      ],
    ],
    ['Deployment/thanos-query: the selector contains app.kubernetes.io/version.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(selectorsContainNoVersion, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'a version in the labels of pods',
    [['labels: {app: thanos-query}', 'labels: {app: thanos-query, app.kubernetes.io/version: v0.42.4}']],
  ],
])('accepts %s', (_, changes) => {
  expect(messagesOf(selectorsContainNoVersion, changes)).toEqual([])
})
