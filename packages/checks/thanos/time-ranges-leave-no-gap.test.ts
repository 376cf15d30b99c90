import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { timeRangesLeaveNoGap } from './time-ranges-leave-no-gap.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a range that ends before it begins',
    [
      [
        '--index-cache-size=500MB',
        `--min-time=-2w
            - --max-time=-6w`,
      ],
    ],
    ['StatefulSet/thanos-store: the time range ends at -6w, before it begins at -2w.'],
  ],
  [
    'a gap between the store gateways and Prometheus',
    [['--index-cache-size=500MB', '--max-time=-2w']],
    [
      'StatefulSet/thanos-store: store gateways serve blocks that are older than 14 days, but Prometheus keeps 1 day only.',
    ],
  ],
  [
    'a gap before the oldest range',
    [['--index-cache-size=500MB', '--min-time=-6w']],
    ['StatefulSet/thanos-store: no store gateway serves blocks that are older than 42 days.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(timeRangesLeaveNoGap, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  ['an end within the retention of Prometheus', [['--index-cache-size=500MB', '--max-time=-12h']]],
])('accepts %s', (_, changes) => {
  expect(messagesOf(timeRangesLeaveNoGap, changes)).toEqual([])
})
