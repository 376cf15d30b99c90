import { expect, it } from 'vitest'
import { compactRetentionAllowsDownsampling } from './compact-retention-allows-downsampling.ts'
import { messagesOf, type Replacement } from './fixture.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'raw blocks for a day',
    [['resolution-raw=90d', 'resolution-raw=1d']],
    ['StatefulSet/thanos-compact: raw blocks are deleted after 1d, before they are downsampled.'],
  ],
  [
    '5m blocks for a week',
    [
      ['resolution-raw=90d', 'resolution-raw=7d'],
      ['resolution-5m=90d', 'resolution-5m=7d'],
    ],
    ['StatefulSet/thanos-compact: 5m blocks are deleted after 7d, before they are downsampled.'],
  ],
  [
    'coarse blocks for a shorter time',
    [['resolution-1h=90d', 'resolution-1h=60d']],
    ['StatefulSet/thanos-compact: a coarser resolution is deleted before a finer one.'],
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
    ['StatefulSet/thanos-compact: no retention is set, so that blocks are kept for ever.'],
  ],
])('it finds %s', (_, changes, messages) => {
  expect(messagesOf(compactRetentionAllowsDownsampling, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['a stack in which nothing is wrong', []],
  ['all for ever', [['=90d', '=0d']]],
  [
    'raw blocks for a day without downsampling',
    [
      ['resolution-raw=90d', 'resolution-raw=1d'],
      ['--delete-delay=48h', '--downsampling.disable'],
    ],
  ],
  ['coarse blocks for longer', [['resolution-1h=90d', 'resolution-1h=400d']]],
])('it accepts %s', (_, changes) => {
  expect(messagesOf(compactRetentionAllowsDownsampling, changes)).toEqual([])
})
