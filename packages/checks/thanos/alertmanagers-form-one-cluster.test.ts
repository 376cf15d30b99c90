import { expect, it } from 'vitest'
import { alertmanagersFormOneCluster } from './alertmanagers-form-one-cluster.ts'
import { messagesOf, type Replacement } from './fixture.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a peer that is missing',
    [
      [
        `            - --cluster.peer=alertmanager-1.alertmanager.monitoring.svc:9094
`,
        '',
      ],
    ],
    ['StatefulSet/alertmanager: of 2 replicas, 1 are peers.'],
  ],
  [
    'no gossip',
    [['--cluster.listen-address=0.0.0.0:9094', '--cluster.listen-address=']],
    ['StatefulSet/alertmanager: 2 replicas do not gossip.'],
  ],
  [
    'another port',
    [['alertmanager-1.alertmanager.monitoring.svc:9094', 'alertmanager-1.alertmanager.monitoring.svc:9093']],
    ['StatefulSet/alertmanager: alertmanager-1.alertmanager.monitoring.svc:9093 is not the gossip port, 9094.'],
  ],
  [
    'gossip over one protocol',
    [
      [
        `            - {name: mesh-udp, containerPort: 9094, protocol: UDP}
`,
        '',
      ],
    ],
    ['StatefulSet/alertmanager: the gossip port 9094 is there for TCP only.'],
  ],
  [
    'one address for all',
    [['dnssrv+http://_web._tcp.alertmanager.monitoring.svc', 'http://alertmanager.monitoring.svc:9093']],
    ['StatefulSet/thanos-rule: http://alertmanager.monitoring.svc:9093 reaches one of 2 Alertmanagers.'],
  ],
  [
    'one target for all',
    [
      [
        'dns_sd_configs: [{names: [_web._tcp.alertmanager.monitoring.svc]}]',
        `static_configs: [{targets: ['alertmanager.monitoring.svc:9093']}]`,
      ],
    ],
    ['ConfigMap/prometheus: alertmanager.monitoring.svc:9093 reaches one of 2 Alertmanagers.'],
  ],
])('it finds %s', (_, changes, messages) => {
  expect(messagesOf(alertmanagersFormOneCluster, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['a stack in which nothing is wrong', []],
  [
    'one headless Service for all peers',
    [
      [
        `            - --cluster.peer=alertmanager-0.alertmanager.monitoring.svc:9094
            - --cluster.peer=alertmanager-1.alertmanager.monitoring.svc:9094
`,
        `            - --cluster.peer=alertmanager.monitoring.svc:9094
`,
      ],
    ],
  ],
  [
    'one target for each',
    [
      [
        'dns_sd_configs: [{names: [_web._tcp.alertmanager.monitoring.svc]}]',
        `static_configs: [{targets: ['alertmanager-0.alertmanager.monitoring.svc:9093', 'alertmanager-1.alertmanager.monitoring.svc:9093']}]`,
      ],
    ],
  ],
])('it accepts %s', (_, changes) => {
  expect(messagesOf(alertmanagersFormOneCluster, changes)).toEqual([])
})
