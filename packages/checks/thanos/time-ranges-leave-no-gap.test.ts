import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { timeRangesLeaveNoGap } from './time-ranges-leave-no-gap.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'an end before the beginning',
    [
      [
        '--index-cache-size=500MB',
        `--min-time=-2w
            - --max-time=-6w`,
      ],
    ],
    ['StatefulSet/thanos-store: the range ends at -6w, before it begins at -2w.'],
  ],
  [
    'an end that Prometheus does not reach',
    [['--index-cache-size=500MB', '--max-time=-2w']],
    ['StatefulSet/thanos-store: stores end at 14 days, and Prometheus keeps 1 days only.'],
  ],
  [
    'no beginning',
    [['--index-cache-size=500MB', '--min-time=-6w']],
    ['StatefulSet/thanos-store: no store serves what is older.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(timeRangesLeaveNoGap, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  ['an end that Prometheus reaches', [['--index-cache-size=500MB', '--max-time=-12h']]],
])('accepts %s', (_, changes) => {
  expect(messagesOf(timeRangesLeaveNoGap, changes)).toEqual([])
})
