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
    ['StatefulSet/prometheus: Prometheus compacts its blocks, but the sidecar uploads them.'],
  ],
  [
    'unequal durations',
    [['max-block-duration=2h', 'max-block-duration=6h']],
    [
      'StatefulSet/prometheus: Prometheus creates blocks of 2h to 6h, but the sidecar requires one duration for all blocks.',
    ],
  ],
  [
    'a file that the sidecar does not write',
    [['--storage.tsdb.max-block-duration=2h', '--storage.tsdb.delay-compact-file.path=/data/thanos.shipper.json']],
    [
      'StatefulSet/prometheus: the sidecar lists uploaded blocks in /prometheus/thanos.shipper.json, but Prometheus waits for /data/thanos.shipper.json.',
    ],
  ],

  [
    'long blocks',
    [
      ['min-block-duration=2h', 'min-block-duration=6h'],
      ['max-block-duration=2h', 'max-block-duration=6h'],
    ],
    ['StatefulSet/prometheus: the sidecar uploads blocks of 6h later than blocks of 2h.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(blockDurationsAllowUploads, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
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
])('accepts %s', (_, changes) => {
  expect(messagesOf(blockDurationsAllowUploads, changes)).toEqual([])
})
