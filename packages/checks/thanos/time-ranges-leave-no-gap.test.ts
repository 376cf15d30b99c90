import { expect, it } from 'vitest'
import { messagesOf, type Replacement, withoutLines } from './fixture.ts'
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

/** The sidecar serves series from a time on. */
const sidecarFrom = (minTime: string): Replacement => [
  '            - --prometheus.url=http://localhost:9090\n',
  `            - --min-time=${minTime}\n`,
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
      'StatefulSet/thanos-store: store gateways serve blocks that are older than 14 days, but Prometheus keeps 1 day only (a.yaml:N).',
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
  [
    'a gap between the store gateways and the sidecar',
    [['--index-cache-size=500MB', '--max-time=-6h'], sidecarFrom('-3h')],
    [
      'StatefulSet/prometheus: store gateways serve blocks that are older than 6 hours (a.yaml:N), but the sidecar serves 3 hours only (a.yaml:N).',
    ],
  ],
  [
    'a sidecar that hides blocks before they are in the bucket',
    [sidecarFrom('-2h')],
    [
      'StatefulSet/prometheus: the sidecar serves 2 hours only, but a block is in the bucket 3 hours after its first sample at the earliest, and store gateways load it up to 15 minutes later.',
    ],
  ],
  [
    'a gap between the store gateways and the receivers',
    [
      ['--index-cache-size=500MB', '--max-time=-12h'],
      ['            - --receive.replication-factor=3', '            - --tsdb.retention=10h'],
    ],
    [
      'StatefulSet/thanos-store: store gateways serve blocks that are older than 12 hours, but thanos receive keeps 10 hours only (a.yaml:N).',
    ],
  ],
  [
    'a range that begins in the future',
    [['--index-cache-size=500MB', '--min-time=2w']],
    ['StatefulSet/thanos-store: the time range begins in the future, at now + 2w.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(timeRangesLeaveNoGap, changes).map(withoutLines)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  ['a sidecar that serves enough', [sidecarFrom('-6h')]],
  [
    'ranges of store gateways and sidecar that overlap',
    [['--index-cache-size=500MB', '--max-time=-4h'], sidecarFrom('-6h')],
  ],
  ['an end within the retention of Prometheus', [['--index-cache-size=500MB', '--max-time=-12h']]],

  ['ranges that overlap', [['--index-cache-size=500MB', '--max-time=-2w'], recentStore('-3w')]],
])('accepts %s', (_, changes) => {
  expect(messagesOf(timeRangesLeaveNoGap, changes)).toEqual([])
})
