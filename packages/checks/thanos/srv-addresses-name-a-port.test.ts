import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { srvAddressesNameAPort } from './srv-addresses-name-a-port.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'an SRV name without a port',
    [['dnssrv+_grpc._tcp.thanos-store.monitoring.svc', 'dnssrv+thanos-store.monitoring.svc']],
    [
      'ConfigMap/thanos-query: dnssrv+thanos-store.monitoring.svc asks for no port by name, so what it finds is up to the DNS server.',
    ],
  ],
  [
    'a port behind an SRV name',
    [['dnssrv+_grpc._tcp.thanos-store.monitoring.svc', 'dnssrv+_grpc._tcp.thanos-store.monitoring.svc:10901']],
    [
      'ConfigMap/thanos-query: dnssrv+_grpc._tcp.thanos-store.monitoring.svc:10901 puts a port of its own in the place of the one that the SRV record tells.',
    ],
  ],
  [
    'the wrong port',
    [['dnssrv+_grpc._tcp.thanos-store.monitoring.svc', 'dnssrv+_http._tcp.thanos-store.monitoring.svc']],
    [
      'ConfigMap/thanos-query: dnssrv+_http._tcp.thanos-store.monitoring.svc leads to port 10902 of thanos-store, whose grpc port is 10901.',
    ],
  ],
  [
    'a Service with one address',
    [['spec: {clusterIP: None, selector: {app: thanos-store}', 'spec: {selector: {app: thanos-store}']],
    [
      'ConfigMap/thanos-query: Service/thanos-store is not headless, so dnssrv+_grpc._tcp.thanos-store.monitoring.svc finds one address for all its pods.',
    ],
  ],
  [
    'dns+ without a port',
    [['dnssrv+_grpc._tcp.thanos-store.monitoring.svc', 'dns+thanos-store.monitoring.svc']],
    ['ConfigMap/thanos-query: dns+thanos-store.monitoring.svc has no port, which a dns+ address needs.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(srvAddressesNameAPort, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  ['dns+ with a port', [['dnssrv+_grpc._tcp.thanos-store.monitoring.svc', 'dns+thanos-store.monitoring.svc:10901']]],
  [
    'a name that ends with the root',
    [['dnssrv+_grpc._tcp.thanos-store.monitoring.svc', 'dnssrv+_grpc._tcp.thanos-store.monitoring.svc.cluster.local.']],
  ],
])('accepts %s', (_, changes) => {
  expect(messagesOf(srvAddressesNameAPort, changes)).toEqual([])
})
