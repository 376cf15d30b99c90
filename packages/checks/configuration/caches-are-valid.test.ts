import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from '../thanos/fixture.ts'
import { cachesAreValid } from './caches-are-valid.ts'

it.each<[string, Replacement, string]>([
  ['an unknown type', ['type: MEMCACHED', 'type: MEMCACHE'], 'MEMCACHE is not a type of the response cache.'],
  [
    'a misspelled field',
    ['max_item_size: 5MiB', 'max_item_sise: 5MiB'],
    'cache.yaml: unknown field config.max_item_sise.',
  ],
  [
    'days in a duration of Go',
    ['expiration: 24h', 'expiration: 1d'],
    'cache.yaml: config.expiration is 1d, but must be a duration in hours, minutes and seconds, such as 36h or 1h30m.',
  ],
  [
    'a field of another cache',
    ['expiration: 24h', 'chunk_subrange_size: 1'],
    'cache.yaml: unknown field config.chunk_subrange_size.',
  ],
])('finds %s', (_, change, message) => {
  expect(messagesOf(cachesAreValid, [change])).toEqual([`ConfigMap/thanos-query-frontend: ${message}`])
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
