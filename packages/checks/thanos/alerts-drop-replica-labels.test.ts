import { expect, it } from 'vitest'
import { alertsDropReplicaLabels } from './alerts-drop-replica-labels.ts'
import { messagesOf, type Replacement } from './fixture.ts'

const found = (...changes: Replacement[]): string[] => messagesOf(alertsDropReplicaLabels, changes)
const dropped = '      alert_relabel_configs: [{action: labeldrop, regex: prometheus_replica}]\n'
const step = (text: string): Replacement => ['{action: labeldrop, regex: prometheus_replica}', text]

it.each<[string, Replacement]>([
  ['no relabelling', [dropped, '']],
  ['another label', step('{action: labeldrop, regex: replica}')],
])('finds %s', (_, change) => {
  expect(found(change)).toEqual([
    'ConfigMap/prometheus: alerts keep the replica label prometheus_replica, so each of the 2 replicas notifies separately.',
  ])
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  ['a pattern', [step('{action: labeldrop, regex: ".*_replica"}')]],
  ['a constant value', [step('{target_label: prometheus_replica, replacement: a}')]],
  [
    'one replica',
    [
      [dropped, ''],
      ['replicas: 2', 'replicas: 1'],
    ],
  ],
  [
    'no Alertmanager',
    [
      [dropped, ''],
      ['        - dns_sd_configs: [{names: [_web._tcp.alertmanager.monitoring.svc]}]\n', ''],
    ],
  ],
])('accepts %s', (_, changes) => expect(found(...changes)).toEqual([]))
