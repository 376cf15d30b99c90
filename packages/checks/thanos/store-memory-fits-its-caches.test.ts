import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { storeMemoryFitsItsCaches } from './store-memory-fits-its-caches.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'caches larger than the memory limit',
    [['memory: 4Gi', 'memory: 1Gi']],
    ['StatefulSet/thanos-store: the memory limit 1Gi is below the size of the caches, which is 1524Mi.'],
  ],
  [
    'a limit below the default chunk pool',
    [
      [
        `            - --chunk-pool-size=1GB
`,
        '',
      ],
      ['memory: 4Gi', 'memory: 2Gi'],
    ],
    ['StatefulSet/thanos-store: the memory limit 2Gi is below the size of the caches, which is 2548Mi.'],
  ],
  [
    'a missing memory limit',
    [
      [
        `          resources: {limits: {memory: 4Gi}}
`,
        '',
      ],
    ],
    ['StatefulSet/thanos-store: thanos store has no memory limit, so it can use all memory of the node.'],
  ],
  [
    'an index cache smaller than its largest item',
    [['index-cache-size=500MB', 'index-cache-size=100MB']],
    [
      'StatefulSet/thanos-store: an index cache of 100MB cannot store the largest item of 125MB, so thanos store does not start.',
    ],
  ],

  [
    'a cache size in a configuration document',
    [['--index-cache-size=500MB', '"--index-cache.config={type: IN-MEMORY, config: {max_size: 4GB}}"']],
    ['StatefulSet/thanos-store: the memory limit 4Gi is below the size of the caches, which is 5120Mi.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(storeMemoryFitsItsCaches, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  ['a limit just above the size of the caches', [['memory: 4Gi', 'memory: 1600Mi']]],
  ['the smallest valid index cache', [['index-cache-size=500MB', 'index-cache-size=125MB']]],

  [
    'an index cache in memcached',
    [
      ['--index-cache-size=500MB', '"--index-cache.config={type: MEMCACHED}"'],
      ['memory: 4Gi', 'memory: 1100Mi'],
    ],
  ],
  [
    'the default size of a cache in a configuration document',
    [
      ['--index-cache-size=500MB', '"--index-cache.config={type: IN-MEMORY}"'],
      ['memory: 4Gi', 'memory: 1300Mi'],
    ],
  ],
])('accepts %s', (_, changes) => {
  expect(messagesOf(storeMemoryFitsItsCaches, changes)).toEqual([])
})
