import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { queryFrontendReachesQuery } from './query-frontend-reaches-query.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a URL with the gRPC port',
    [
      [
        'downstream-url=http://thanos-query.monitoring.svc:9090',
        'downstream-url=http://thanos-query.monitoring.svc:10901',
      ],
    ],
    [
      'Deployment/thanos-query-frontend: http://thanos-query.monitoring.svc:10901 leads to port 10901 of thanos query, but its HTTP port is 9090.',
    ],
  ],
  [
    'the URL of another component',
    [
      [
        'downstream-url=http://thanos-query.monitoring.svc:9090',
        'downstream-url=http://thanos-store.monitoring.svc:10902',
      ],
    ],
    [
      'Deployment/thanos-query-frontend: http://thanos-store.monitoring.svc:10902 leads to thanos store, not to thanos query.',
    ],
  ],
  [
    'a missing URL',
    [
      [
        `            - --query-frontend.downstream-url=http://thanos-query.monitoring.svc:9090
`,
        '',
      ],
    ],
    [
      'Deployment/thanos-query-frontend: the query frontend connects to http://localhost:9090, but no query runs in its pod.',
    ],
  ],
  [
    'a URL without a scheme',
    [['downstream-url=http://thanos-query', 'downstream-url=thanos-query']],
    ['Deployment/thanos-query-frontend: thanos-query.monitoring.svc:9090 lacks http:// or https://.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(queryFrontendReachesQuery, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'a query outside of the manifests',
    [['downstream-url=http://thanos-query.monitoring.svc:9090', 'downstream-url=https://query.example.com']],
  ],
])('accepts %s', (_, changes) => {
  expect(messagesOf(queryFrontendReachesQuery, changes)).toEqual([])
})
