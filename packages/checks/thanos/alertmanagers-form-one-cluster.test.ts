import { expect, it } from 'vitest'
import { alertmanagersFormOneCluster } from './alertmanagers-form-one-cluster.ts'
import { messagesOf, type Replacement } from './fixture.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a missing peer',
    [
      [
        `            - --cluster.peer=alertmanager-1.alertmanager.monitoring.svc:9094
`,
        '',
      ],
    ],
    ['StatefulSet/alertmanager: --cluster.peer contains 1 of 2 replicas.'],
  ],
  [
    'an empty listen address',
    [['--cluster.listen-address=0.0.0.0:9094', '--cluster.listen-address=']],
    ['StatefulSet/alertmanager: the 2 replicas do not gossip, because --cluster.listen-address is empty.'],
  ],
  [
    'a peer with another port',
    [['alertmanager-1.alertmanager.monitoring.svc:9094', 'alertmanager-1.alertmanager.monitoring.svc:9093']],
    [
      'StatefulSet/alertmanager: alertmanager-1.alertmanager.monitoring.svc:9093 is not the gossip port, which is 9094.',
    ],
  ],
  [
    'a gossip port for one protocol',
    [
      [
        `            - {name: mesh-udp, containerPort: 9094, protocol: UDP}
`,
        '',
      ],
    ],
    ['StatefulSet/alertmanager: the gossip port 9094 is declared for TCP only.'],
  ],
  [
    'a URL that reaches one replica',
    [['dnssrv+http://_web._tcp.alertmanager.monitoring.svc', 'http://alertmanager.monitoring.svc:9093']],
    ['StatefulSet/thanos-rule: http://alertmanager.monitoring.svc:9093 reaches one of 2 Alertmanager replicas.'],
  ],
  [
    'a target that reaches one replica',
    [
      [
        'dns_sd_configs: [{names: [_web._tcp.alertmanager.monitoring.svc]}]',
        `static_configs: [{targets: ['alertmanager.monitoring.svc:9093']}]`,
      ],
    ],
    ['ConfigMap/prometheus: alertmanager.monitoring.svc:9093 reaches one of 2 Alertmanager replicas.'],
  ],

  [
    'a single replica that waits for a cluster',
    [
      ['  serviceName: alertmanager\n  replicas: 2', '  serviceName: alertmanager\n  replicas: 1'],
      ['            - --cluster.listen-address=0.0.0.0:9094\n', ''],
      ['            - --cluster.peer=alertmanager-0.alertmanager.monitoring.svc:9094\n', ''],
      ['            - --cluster.peer=alertmanager-1.alertmanager.monitoring.svc:9094\n', ''],
    ],
    ['StatefulSet/alertmanager: the only replica waits for a cluster at every start.'],
  ],
  [
    'replicas without peers',
    [
      ['            - --cluster.peer=alertmanager-0.alertmanager.monitoring.svc:9094\n', ''],
      ['            - --cluster.peer=alertmanager-1.alertmanager.monitoring.svc:9094\n', ''],
    ],
    ['StatefulSet/alertmanager: the 2 replicas do not gossip, because --cluster.peer is not set.'],
  ],
  [
    'a Service of the peers that is not headless',
    [
      ['alertmanager-0.alertmanager.monitoring.svc:9094', 'alertmanager.monitoring.svc:9094'],
      ['            - --cluster.peer=alertmanager-1.alertmanager.monitoring.svc:9094\n', ''],
      ['{clusterIP: None, publishNotReadyAddresses: true, ', '{'],
    ],
    [
      'StatefulSet/alertmanager: Service/alertmanager is not headless, so alertmanager.monitoring.svc:9094 is one address for all replicas.',
      'StatefulSet/alertmanager: --cluster.peer contains 0 of 2 replicas.',
      'StatefulSet/thanos-rule: dnssrv+http://_web._tcp.alertmanager.monitoring.svc reaches one of 2 Alertmanager replicas.',
    ],
  ],
  [
    'a Service that contains ready peers only',
    [
      ['publishNotReadyAddresses: true, ', ''],
      ['            - --cluster.peer=alertmanager-1.alertmanager.monitoring.svc:9094\n', ''],
      ['alertmanager-0.alertmanager.monitoring.svc:9094', 'alertmanager.monitoring.svc:9094'],
    ],
    ['Service/alertmanager: the Service contains ready replicas only, but a replica needs its peers to become ready.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(alertmanagersFormOneCluster, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
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
    'a target for each replica',
    [
      [
        'dns_sd_configs: [{names: [_web._tcp.alertmanager.monitoring.svc]}]',
        `static_configs: [{targets: ['alertmanager-0.alertmanager.monitoring.svc:9093', 'alertmanager-1.alertmanager.monitoring.svc:9093']}]`,
      ],
    ],
  ],
])('accepts %s', (_, changes) => {
  expect(messagesOf(alertmanagersFormOneCluster, changes)).toEqual([])
})
