import { expect, it } from 'vitest'
import { compactRetentionAllowsDownsampling } from './compact-retention-allows-downsampling.ts'
import { messagesOf, type Replacement } from './fixture.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'raw blocks that are kept for a day',
    [['resolution-raw=90d', 'resolution-raw=1d']],
    ['StatefulSet/thanos-compact: raw blocks are deleted after 1d, before they are downsampled.'],
  ],
  [
    '5m blocks that are kept for a week',
    [
      ['resolution-raw=90d', 'resolution-raw=7d'],
      ['resolution-5m=90d', 'resolution-5m=7d'],
    ],
    ['StatefulSet/thanos-compact: 5m blocks are deleted after 7d, before they are downsampled.'],
  ],
  [
    '1h blocks that are deleted before 5m blocks',
    [['resolution-1h=90d', 'resolution-1h=60d']],
    ['StatefulSet/thanos-compact: 1h blocks are deleted before 5m blocks.'],
  ],
  [
    'raw blocks that are deleted before a block of 2 days is complete',
    [['resolution-raw=90d', 'resolution-raw=41h']],
    [
      'StatefulSet/thanos-compact: raw blocks are deleted after 41h, but downsampled to 5m when they are merged into a block of 2 days: a part of the samples is missing in the 5m blocks.',
    ],
  ],
  [
    '5m blocks that are deleted before a block of 14 days is complete',
    [
      ['resolution-raw=90d', 'resolution-raw=10d'],
      ['resolution-5m=90d', 'resolution-5m=10d'],
    ],
    [
      'StatefulSet/thanos-compact: 5m blocks are deleted after 10d, but downsampled to 1h when they are merged into a block of 14 days: a part of the samples is missing in the 1h blocks.',
    ],
  ],
  [
    'no retention',
    [
      [
        `            - --retention.resolution-raw=90d
            - --retention.resolution-5m=90d
            - --retention.resolution-1h=90d
`,
        '',
      ],
    ],
    ['StatefulSet/thanos-compact: no retention is set, so blocks are kept indefinitely.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(compactRetentionAllowsDownsampling, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  ['blocks that are kept indefinitely', [['=90d', '=0d']]],
  [
    'raw blocks that are kept for a day without downsampling',
    [
      ['resolution-raw=90d', 'resolution-raw=1d'],
      ['--delete-delay=48h', '--downsampling.disable'],
    ],
  ],
  ['10 days of all blocks', [['=90d', '=10d']]],
  ['1h blocks that are kept longer than others', [['resolution-1h=90d', 'resolution-1h=400d']]],
])('accepts %s', (_, changes) => {
  expect(messagesOf(compactRetentionAllowsDownsampling, changes)).toEqual([])
})
