import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { storeHasTimeToLoad } from './store-has-time-to-load.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a short startupProbe',
    [
      [
        '          resources: {limits: {memory: 4Gi}}',
        `          startupProbe: {periodSeconds: 10, failureThreshold: 30, httpGet: {path: /-/ready, port: http}}
          resources: {limits: {memory: 4Gi}}`,
      ],
    ],
    ['StatefulSet/thanos-store: the startupProbe restarts thanos store after 300s without a response.'],
  ],
  [
    'a short livenessProbe',
    [['livenessProbe: {failureThreshold: 8, periodSeconds: 30,', 'livenessProbe: {']],
    ['StatefulSet/thanos-store: the livenessProbe restarts thanos store after 30s without a response.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(storeHasTimeToLoad, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'a long startupProbe',
    [
      [
        '          resources: {limits: {memory: 4Gi}}',
        `          startupProbe: {periodSeconds: 10, failureThreshold: 60, httpGet: {path: /-/ready, port: http}}
          resources: {limits: {memory: 4Gi}}`,
      ],
    ],
  ],
])('accepts %s', (_, changes) => {
  expect(messagesOf(storeHasTimeToLoad, changes)).toEqual([])
})
