import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { retentionOutlastsAnOutage } from './retention-outlasts-an-outage.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'less than three blocks',
    [['retention: {time: 24h}', 'retention: {time: 4h}']],
    ['ConfigMap/prometheus: Prometheus keeps 4h only.'],
  ],
  [
    'a flag that says too little',
    [
      [
        `    storage: {tsdb: {retention: {time: 24h}}}
`,
        '',
      ],
      ['--web.enable-lifecycle', '--storage.tsdb.retention.time=6h'],
    ],
    ['StatefulSet/prometheus: Prometheus keeps 6h only.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(retentionOutlastsAnOutage, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'the default of 15 days',
    [
      [
        `    storage: {tsdb: {retention: {time: 24h}}}
`,
        '',
      ],
    ],
  ],
  ['the file, which wins over the flag', [['--web.enable-lifecycle', '--storage.tsdb.retention.time=1h']]],
])('accepts %s', (_, changes) => {
  expect(messagesOf(retentionOutlastsAnOutage, changes)).toEqual([])
})
