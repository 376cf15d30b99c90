import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { retentionOutlastsAnOutage } from './retention-outlasts-an-outage.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a retention of less than three blocks',
    [['retention: {time: 24h}', 'retention: {time: 4h}']],
    ['ConfigMap/prometheus: Prometheus keeps blocks for 4h only.'],
  ],
  [
    'a flag with a short retention',
    [
      [
        `    storage: {tsdb: {retention: {time: 24h}}}
`,
        '',
      ],
      ['--web.enable-lifecycle', '--storage.tsdb.retention.time=6h'],
    ],
    ['StatefulSet/prometheus: Prometheus keeps blocks for 6h only.'],
  ],
  [
    'a Prometheus of prometheus-operator',
    [
      [
        '',
        `apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: {name: k8s, namespace: monitoring}
spec: {retention: 4h, thanos: {objectStorageConfig: {name: a, key: b}}}`,
      ],
    ],
    ['Prometheus/k8s: Prometheus keeps blocks for 4h only.'],
  ],
  [
    'receivers with a short retention',
    [['            - --receive.replication-factor=3', '            - --tsdb.retention=4h']],
    ['StatefulSet/thanos-receive: thanos receive keeps blocks for 4h only.'],
  ],
  [
    'rulers with a short retention',
    [['            - --alert.label-drop=rule_replica', '            - --tsdb.retention=12h']],
    ['StatefulSet/thanos-rule: thanos rule keeps blocks for 12h only.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(retentionOutlastsAnOutage, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'the default retention of 15 days',
    [
      [
        `    storage: {tsdb: {retention: {time: 24h}}}
`,
        '',
      ],
    ],
  ],
  [
    'a configuration file, which takes precedence over the flag',
    [['--web.enable-lifecycle', '--storage.tsdb.retention.time=1h']],
  ],
])('accepts %s', (_, changes) => {
  expect(messagesOf(retentionOutlastsAnOutage, changes)).toEqual([])
})
