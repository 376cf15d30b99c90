import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { rulerReachesQueryAndAlertmanager } from './ruler-reaches-query-and-alertmanager.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'an HTTP address with the gRPC port',
    [['--query=http://thanos-query.monitoring.svc:9090', '--query=thanos-query.monitoring.svc:10901']],
    [
      'StatefulSet/thanos-rule: thanos-query.monitoring.svc:10901 leads to port 10901 of thanos query, but its HTTP port is 9090.',
    ],
  ],
  [
    'the address of another component',
    [['--query=http://thanos-query.monitoring.svc:9090', '--query=http://thanos-store.monitoring.svc:10902']],
    ['StatefulSet/thanos-rule: http://thanos-store.monitoring.svc:10902 leads to thanos store, not to thanos query.'],
  ],
  [
    'an address without a scheme',
    [['dnssrv+http://_web._tcp.alertmanager', 'dnssrv+_web._tcp.alertmanager']],
    [
      'StatefulSet/thanos-rule: dnssrv+_web._tcp.alertmanager.monitoring.svc lacks http:// or https://, so the ruler does not start.',
    ],
  ],

  [
    'API v1 of Alertmanager',
    [
      [
        '--alertmanagers.url=dnssrv+http://_web._tcp.alertmanager.monitoring.svc',
        '"--alertmanagers.config={alertmanagers: [{static_configs: [\'alertmanager:9093\'], api_version: v1}]}"',
      ],
    ],
    ['StatefulSet/thanos-rule: Alertmanager removed its API v1 in 0.27.'],
  ],
  [
    'the gRPC port of an HTTP client in a configuration document',
    [
      [
        '--query=http://thanos-query.monitoring.svc:9090',
        '"--query.config=[{http_config: {}, static_configs: [\'thanos-query.monitoring.svc:10901\']}]"',
      ],
    ],
    [
      'StatefulSet/thanos-rule: thanos-query.monitoring.svc:10901 leads to port 10901 of thanos query, but its HTTP port is 9090.',
    ],
  ],
  [
    'a query that is set twice',
    [
      [
        '            - --query=http://thanos-query.monitoring.svc:9090\n',
        '            - --query=http://thanos-query.monitoring.svc:9090\n            - --query=http://thanos-query.monitoring.svc:9090\n',
      ],
    ],
    [
      'StatefulSet/thanos-rule: --query=http://thanos-query.monitoring.svc:9090 is set twice, so the ruler does not start.',
    ],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(rulerReachesQueryAndAlertmanager, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'an SRV name',
    [['--query=http://thanos-query.monitoring.svc:9090', '--query=dnssrv+_http._tcp.thanos-query.monitoring.svc']],
  ],
])('accepts %s', (_, changes) => {
  expect(messagesOf(rulerReachesQueryAndAlertmanager, changes)).toEqual([])
})
