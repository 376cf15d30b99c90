import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { storeDropsBlocksBeforeDeletion } from './store-drops-blocks-before-deletion.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a store gateway that drops blocks too late',
    [['ignore-deletion-marks-delay=24h', 'ignore-deletion-marks-delay=48h']],
    [
      'StatefulSet/thanos-store: thanos store drops blocks 48h after they are marked for deletion, but thanos compact deletes them after 48h.',
    ],
  ],
  [
    'a longer delay of the compactor only',
    [['delete-delay=48h', 'delete-delay=96h']],
    [
      `StatefulSet/thanos-store: thanos store drops blocks 24h after they are marked for deletion, which is not half of the delay of thanos compact, 96h.`,
    ],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(storeDropsBlocksBeforeDeletion, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'longer delays of both',
    [
      ['delete-delay=48h', 'delete-delay=96h'],
      ['ignore-deletion-marks-delay=24h', 'ignore-deletion-marks-delay=2d'],
    ],
  ],
])('accepts %s', (_, changes) => {
  expect(messagesOf(storeDropsBlocksBeforeDeletion, changes)).toEqual([])
})
