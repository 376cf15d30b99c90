import { expect, it } from 'vitest'
import { blockDurationsAllowUploads } from './block-durations-allow-uploads.ts'
import { messagesOf, type Replacement } from './fixture.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a Prometheus that compacts',
    [
      [
        `            - --storage.tsdb.max-block-duration=2h
`,
        '',
      ],
    ],
    ['StatefulSet/prometheus: Prometheus compacts its blocks, and the sidecar uploads them.'],
  ],
  [
    'unequal durations',
    [['max-block-duration=2h', 'max-block-duration=6h']],
    [
      'StatefulSet/prometheus: blocks of Prometheus are 2h at least and 6h at most; the sidecar expectedPort them equal.',
    ],
  ],
  [
    'another file than the sidecar writes',
    [['--storage.tsdb.max-block-duration=2h', '--storage.tsdb.delay-compact-file.path=/data/thanos.shipper.json']],
    [
      'StatefulSet/prometheus: the sidecar marks uploaded blocks in /prometheus/thanos.shipper.json, and Prometheus waits for /data/thanos.shipper.json.',
    ],
  ],
])('it finds %s', (_, changes, messages) => {
  expect(messagesOf(blockDurationsAllowUploads, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['a stack in which nothing is wrong', []],
  [
    'a Prometheus that waits for the sidecar',
    [
      [
        '--storage.tsdb.max-block-duration=2h',
        '--storage.tsdb.delay-compact-file.path=/prometheus/thanos.shipper.json',
      ],
    ],
  ],
  [
    'a sidecar that does not upload',
    [
      [
        `            - --storage.tsdb.max-block-duration=2h
`,
        '',
      ],
      [
        `            - --objstore.config-file=/etc/thanos/objstore.yaml
            - --reloader`,
        '            - --reloader',
      ],
    ],
  ],
])('it accepts %s', (_, changes) => {
  expect(messagesOf(blockDurationsAllowUploads, changes)).toEqual([])
})
