import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from '../thanos/fixture.ts'
import { cachesAreValid } from './caches-are-valid.ts'

it.each<[string, Replacement, string]>([
  ['an unknown type', ['type: MEMCACHED', 'type: MEMCACHE'], 'response cache with type MEMCACHE is not supported.'],
  [
    'a misspelled field',
    ['max_item_size: 5MiB', 'max_item_sise: 5MiB'],
    'field max_item_sise not found in type queryfrontend.MemcachedResponseCacheConfig.',
  ],
  [
    'days in a duration of Go',
    ['expiration: 24h', 'expiration: 1d'],
    'cannot unmarshal !!str `1d` into time.Duration.',
  ],
  [
    'a field of another cache',
    ['expiration: 24h', 'chunk_subrange_size: 1'],
    'field chunk_subrange_size not found in type queryfrontend.MemcachedResponseCacheConfig.',
  ],
])('finds %s', (_, change, message) => {
  expect(messagesOf(cachesAreValid, [change])).toEqual([
    `ConfigMap/thanos-query-frontend: Thanos refuses cache.yaml: ${message}`,
  ])
})
it('accepts a cache in memory', () => {
  expect(
    messagesOf(cachesAreValid, [
      ['type: MEMCACHED', 'type: in-memory'],
      [
        '      addresses: [dnssrvnoa+_memcache._tcp.memcached.monitoring.svc]\n      max_item_size: 5MiB\n      expiration: 24h',
        '      max_size: 1GB\n      validity: 24h',
      ],
    ]),
  ).toEqual([])
})
