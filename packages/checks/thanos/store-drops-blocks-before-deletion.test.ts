import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { storeDropsBlocksBeforeDeletion } from './store-drops-blocks-before-deletion.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a store that stops too late',
    [['ignore-deletion-marks-delay=24h', 'ignore-deletion-marks-delay=48h']],
    [
      'StatefulSet/thanos-store: the store drops blocks 48h after they are marked, and the compactor deletes them after 48h.',
    ],
  ],
  [
    'a delay of the compactor alone',
    [['delete-delay=48h', 'delete-delay=96h']],
    [
      `StatefulSet/thanos-store: the store drops blocks 24h after they are marked; half of the compactor's 96h is meant.`,
    ],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(storeDropsBlocksBeforeDeletion, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'both delays',
    [
      ['delete-delay=48h', 'delete-delay=96h'],
      ['ignore-deletion-marks-delay=24h', 'ignore-deletion-marks-delay=2d'],
    ],
  ],
])('accepts %s', (_, changes) => {
  expect(messagesOf(storeDropsBlocksBeforeDeletion, changes)).toEqual([])
})
