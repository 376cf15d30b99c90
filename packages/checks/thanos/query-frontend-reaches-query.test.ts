import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { queryFrontendReachesQuery } from './query-frontend-reaches-query.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'the gRPC port',
    [
      [
        'downstream-url=http://thanos-query.monitoring.svc:9090',
        'downstream-url=http://thanos-query.monitoring.svc:10901',
      ],
    ],
    [
      'Deployment/thanos-query-frontend: http://thanos-query.monitoring.svc:10901 leads to port 10901 of query, whose HTTP port is 9090.',
    ],
  ],
  [
    'another component',
    [
      [
        'downstream-url=http://thanos-query.monitoring.svc:9090',
        'downstream-url=http://thanos-store.monitoring.svc:10902',
      ],
    ],
    ['Deployment/thanos-query-frontend: http://thanos-store.monitoring.svc:10902 is store, and no query.'],
  ],
  [
    'nothing',
    [
      [
        `            - --query-frontend.downstream-url=http://thanos-query.monitoring.svc:9090
`,
        '',
      ],
    ],
    [
      'Deployment/thanos-query-frontend: no query runs in the pod, and http://localhost:9090 is where the frontend looks for it.',
    ],
  ],
  [
    'no scheme',
    [['downstream-url=http://thanos-query', 'downstream-url=thanos-query']],
    ['Deployment/thanos-query-frontend: thanos-query.monitoring.svc:9090 lacks http:// or https://.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(queryFrontendReachesQuery, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'a query outside',
    [['downstream-url=http://thanos-query.monitoring.svc:9090', 'downstream-url=https://query.example.com']],
  ],
])('accepts %s', (_, changes) => {
  expect(messagesOf(queryFrontendReachesQuery, changes)).toEqual([])
})
