import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { timeRangesLeaveNoGap } from './time-ranges-leave-no-gap.ts'

/** A second store gateway to add, whose range begins at a time and has no end. */
const recentStore = (minTime: string): Replacement => [
  '',
  `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: thanos-store-1, namespace: monitoring}
spec:
  template:
    metadata: {labels: {app: thanos-store-1}}
    spec:
      containers:
        - name: thanos-store
          image: quay.io/thanos/thanos:v0.42.4
          args: [store, --objstore.config-file=/etc/thanos/objstore.yaml, --min-time=${minTime}]
          volumeMounts: [{name: objstore, mountPath: /etc/thanos}]
      volumes: [{name: objstore, configMap: {name: thanos-objstore}}]`,
]

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

  [
    'a gap between two store gateways',
    [['--index-cache-size=500MB', '--max-time=-2w'], recentStore('-1w')],
    ['StatefulSet/thanos-store-1: no store gateway serves blocks that are between 7 days and 14 days old.'],
  ],
  [
    'ranges that do not overlap',
    [['--index-cache-size=500MB', '--max-time=-2w'], recentStore('-2w')],
    ['StatefulSet/thanos-store-1: the ranges of two store gateways do not overlap.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(timeRangesLeaveNoGap, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  ['an end within the retention of Prometheus', [['--index-cache-size=500MB', '--max-time=-12h']]],

  ['ranges that overlap', [['--index-cache-size=500MB', '--max-time=-2w'], recentStore('-3w')]],
])('accepts %s', (_, changes) => {
  expect(messagesOf(timeRangesLeaveNoGap, changes)).toEqual([])
})
