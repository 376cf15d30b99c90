import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { offlineDeduplicationIsSafe } from './offline-deduplication-is-safe.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'penalty without a replica label',
    [['--delete-delay=48h', '--deduplication.func=penalty']],
    ['StatefulSet/thanos-compact: deduplication by penalty requires a replica label, so the compactor does not start.'],
  ],
  [
    'a label that the query does not remove',
    [
      [
        '--delete-delay=48h',
        `--deduplication.func=penalty
            - --deduplication.replica-label=cluster`,
      ],
    ],
    ['StatefulSet/thanos-compact: the compactor merges by the label cluster, but no query does.'],
  ],
  [
    'replicas of Prometheus without penalty',
    [['--delete-delay=48h', '--deduplication.replica-label=prometheus_replica']],
    [
      'StatefulSet/thanos-compact: replicas of Prometheus scrape at different times, so the default deduplication function keeps the samples of both.',
    ],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(offlineDeduplicationIsSafe, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'penalty for replicas of Prometheus',
    [
      [
        '--delete-delay=48h',
        `--deduplication.func=penalty
            - --deduplication.replica-label=prometheus_replica`,
      ],
    ],
  ],
  ['the default function for receivers', [['--delete-delay=48h', '--deduplication.replica-label=receive_replica']]],
])('accepts %s', (_, changes) => {
  expect(messagesOf(offlineDeduplicationIsSafe, changes)).toEqual([])
})

it('finds a writer whose labels are all removed', () => {
  const changes: Replacement[] = [
    ['        cluster: one\n', ''],
    [
      '--delete-delay=48h',
      '--deduplication.replica-label=prometheus_replica\n            - --deduplication.func=penalty',
    ],
  ]
  expect(messagesOf(offlineDeduplicationIsSafe, changes)).toEqual([
    'StatefulSet/thanos-compact: deduplication removes all labels of prometheus, so its blocks cannot be distinguished from those of other writers.',
  ])
})
