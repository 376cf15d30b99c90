import { expect, it } from 'vitest'
import { messagesOf, type Replacement, withoutLines } from './fixture.ts'
import { inMemoryCachesFit } from './in-memory-caches-fit.ts'

const found = (...changes: Replacement[]): string[] => messagesOf(inMemoryCachesFit, changes).map(withoutLines)
const store = (flag: string, config: string): Replacement => [
  '            - --index-cache-size=500MB\n',
  `            - "--${flag}={type: in-memory, config: {${config}}}"\n`,
]
const frontend = (size: string): Replacement[] => [
  [
    `    type: MEMCACHED
    config:
      addresses: [dnssrvnoa+_memcache._tcp.memcached.monitoring.svc]
      max_item_size: 5MiB
      expiration: 24h
`,
    `    type: IN-MEMORY\n    config: {max_size: ${size}}\n`,
  ],
  [
    '        - name: thanos-query-frontend\n',
    '        - name: thanos-query-frontend\n          resources: {limits: {memory: 1Gi}}\n',
  ],
]

it.each([
  [
    'index-cache.config',
    'max_size: 100MB',
    'a cache of 100MB cannot store an item of 125MiB, the default of max_item_size',
  ],
  ['store.caching-bucket.config', 'max_size: 1GB, max_item_size: 2GB', 'a cache of 1GB cannot store an item of 2GB'],
  ['index-cache.config', 'max_item_size: 300MiB', 'a cache of 250MiB cannot store an item of 300MiB'],
])('finds --%s with %s', (flag, config, message) => {
  expect(found(store(flag, config))).toEqual([`StatefulSet/thanos-store: ${message}, so thanos store does not start.`])
})

it('finds caches of a query frontend above its memory limit', () => {
  expect(found(...frontend('2GiB'))).toEqual([
    'ConfigMap/thanos-query-frontend: the caches of thanos query-frontend in thanos-query-frontend can use 2048Mi, but its memory limit is 1Gi (a.yaml:N).',
  ])
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  ['a cache above its largest item', [store('index-cache.config', 'max_size: 500MB')]],
  ['a small cache of small items', [store('index-cache.config', 'max_size: 100MB, max_item_size: 10MB')]],
  ['a cache below the memory limit', frontend('512MB')],
  ['a cache without limit', frontend('0')],
])('accepts %s', (_, changes) => expect(found(...changes)).toEqual([]))
