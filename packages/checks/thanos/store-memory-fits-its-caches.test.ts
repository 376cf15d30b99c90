import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { storeMemoryFitsItsCaches } from './store-memory-fits-its-caches.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'caches above the limit',
    [['memory: 4Gi', 'memory: 1Gi']],
    ['StatefulSet/thanos-store: a limit of 1Gi is below what the caches take: 1524Mi.'],
  ],
  [
    'the default pool',
    [
      [
        `            - --chunk-pool-size=1GB
`,
        '',
      ],
      ['memory: 4Gi', 'memory: 2Gi'],
    ],
    ['StatefulSet/thanos-store: a limit of 2Gi is below what the caches take: 2548Mi.'],
  ],
  [
    'no limit',
    [
      [
        `          resources: {limits: {memory: 4Gi}}
`,
        '',
      ],
    ],
    ['StatefulSet/thanos-store: the store has no memory limit, and takes what the node has.'],
  ],
  [
    'a cache below its largest item',
    [['index-cache-size=500MB', 'index-cache-size=100MB']],
    [
      'StatefulSet/thanos-store: an index cache of 100MB has no room for the largest item, 125MB, and the store does not start.',
    ],
  ],
])('it finds %s', (_, changes, messages) => {
  expect(messagesOf(storeMemoryFitsItsCaches, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['a stack in which nothing is wrong', []],
  ['a limit just above', [['memory: 4Gi', 'memory: 1600Mi']]],
  ['the smallest cache', [['index-cache-size=500MB', 'index-cache-size=125MB']]],
])('it accepts %s', (_, changes) => {
  expect(messagesOf(storeMemoryFitsItsCaches, changes)).toEqual([])
})
