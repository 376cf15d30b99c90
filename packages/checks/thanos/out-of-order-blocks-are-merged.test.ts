import { expect, it } from 'vitest'
import { messagesOf, type Replacement, withoutLines } from './fixture.ts'
import { outOfOrderBlocksAreMerged } from './out-of-order-blocks-are-merged.ts'

const found = (...changes: Replacement[]): string[] => messagesOf(outOfOrderBlocksAreMerged, changes).map(withoutLines)
const receiver = (window: string): Replacement => [
  '            - --receive.replication-factor=3',
  `            - --receive.replication-factor=3\n            - --tsdb.out-of-order.time-window=${window}`,
]
const prometheus: Replacement = [
  'storage: {tsdb: {retention',
  'storage: {tsdb: {out_of_order_time_window: 30m, retention',
]
const ownMerge: Replacement = ['--web.enable-lifecycle', '--no-storage.tsdb.allow-overlapping-compaction']

it('finds a window of receivers', () => {
  expect(found(receiver('2h'))).toEqual([
    'StatefulSet/thanos-receive: thanos receive accepts samples out of order for 2h, but thanos-compact has no vertical compaction (a.yaml:N).',
  ])
})

it('finds a window of Prometheus, and that it merges uploaded blocks', () => {
  expect(found(prometheus)).toEqual([
    'ConfigMap/prometheus: prometheus accepts samples out of order for 30m, but thanos-compact has no vertical compaction (a.yaml:N).',
    'ConfigMap/prometheus: Prometheus merges overlapping blocks that the sidecar has uploaded, and the sidecar uploads the result again.',
  ])
})

it.each<[string, Replacement[]]>([
  ['no window', []],
  ['a window of zero', [receiver('0s')]],
  ['vertical compaction', [receiver('2h'), ['--delete-delay=48h', '--compact.enable-vertical-compaction']]],
  ['offline deduplication', [receiver('2h'), ['--delete-delay=48h', '--deduplication.replica-label=receive_replica']]],
  [
    'Prometheus without overlapping compaction',
    [prometheus, ownMerge, ['--delete-delay=48h', '--compact.enable-vertical-compaction']],
  ],
])('accepts %s', (_, changes) => expect(found(...changes)).toEqual([]))
