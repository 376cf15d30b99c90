import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { queryFrontendCanCache } from './query-frontend-can-cache.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a cache without a split interval',
    [['--query-range.split-interval=24h', '--query-range.split-interval=0s']],
    ['Deployment/thanos-query-frontend: a response cache is configured, but --query-range.split-interval is 0.'],
  ],
  [
    'a cache without a size',
    [
      [
        `type: MEMCACHED
    config:
      addresses: [dnssrvnoa+_memcache._tcp.memcached.monitoring.svc]
      max_item_size: 5MiB
      expiration: 24h`,
        'type: IN-MEMORY\n    config: {max_size: 0, max_size_items: 0}',
      ],
    ],
    ['ConfigMap/thanos-query-frontend: the cache is not created, because max_size and max_size_items are both 0.'],
  ],
  [
    'an empty default time range',
    [['--query-range.split-interval=24h', '--labels.default-time-range=0s']],
    ['Deployment/thanos-query-frontend: --labels.default-time-range is 0, so the query frontend does not start.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(queryFrontendCanCache, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'the default interval',
    [
      [
        `            - --query-range.split-interval=24h
`,
        '',
      ],
    ],
  ],
  [
    'no split interval without a cache',
    [
      ['--query-range.split-interval=24h', '--query-range.split-interval=0s'],
      [
        `            - --query-range.response-cache-config-file=/etc/thanos/cache.yaml
`,
        '',
      ],
    ],
  ],
])('accepts %s', (_, changes) => {
  expect(messagesOf(queryFrontendCanCache, changes)).toEqual([])
})
