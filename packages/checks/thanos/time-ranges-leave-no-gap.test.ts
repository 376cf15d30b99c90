import { expect, it } from 'vitest'
import { type Change, said } from './fixture.ts'
import { timeRangesLeaveNoGap } from './time-ranges-leave-no-gap.ts'

it.each<[string, Change[], string[]]>([
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
])('it finds %s', (_, changes, messages) => {
  expect(said(timeRangesLeaveNoGap, changes)).toEqual(messages)
})

it.each<[string, Change[]]>([
  ['a stack in which nothing is wrong', []],
  ['an end that Prometheus reaches', [['--index-cache-size=500MB', '--max-time=-12h']]],
])('it accepts %s', (_, changes) => {
  expect(said(timeRangesLeaveNoGap, changes)).toEqual([])
})
