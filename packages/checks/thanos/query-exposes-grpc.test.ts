import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { queryExposesGrpc } from './query-exposes-grpc.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a Service without the gRPC port',
    [
      [
        'selector: {app: thanos-query}, ports: [{name: grpc, port: 10901, targetPort: grpc}, ',
        'selector: {app: thanos-query}, ports: [',
      ],
    ],
    ['Service/thanos-query: no port leads to the gRPC port 10901 of thanos query.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(queryExposesGrpc, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'a target port by number',
    [
      [
        'selector: {app: thanos-query}, ports: [{name: grpc, port: 10901, targetPort: grpc}, ',
        'selector: {app: thanos-query}, ports: [{name: grpc, port: 10901}, ',
      ],
    ],
  ],
])('accepts %s', (_, changes) => {
  expect(messagesOf(queryExposesGrpc, changes)).toEqual([])
})
