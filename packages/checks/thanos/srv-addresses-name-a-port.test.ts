import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { srvAddressesNameAPort } from './srv-addresses-name-a-port.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'an SRV name without the name of a port',
    [['dnssrv+_grpc._tcp.thanos-store.monitoring.svc', 'dnssrv+thanos-store.monitoring.svc']],
    [
      'ConfigMap/thanos-query: dnssrv+thanos-store.monitoring.svc does not name a port, so its result depends on the DNS server.',
    ],
  ],
  [
    'an SRV name with another port number',
    [['dnssrv+_grpc._tcp.thanos-store.monitoring.svc', 'dnssrv+_grpc._tcp.thanos-store.monitoring.svc:10902']],
    [
      'ConfigMap/thanos-query: the port number in dnssrv+_grpc._tcp.thanos-store.monitoring.svc:10902 replaces the port of the SRV record.',
    ],
  ],
  [
    'an SRV name of another port',
    [['dnssrv+_grpc._tcp.thanos-store.monitoring.svc', 'dnssrv+_http._tcp.thanos-store.monitoring.svc']],
    [
      'ConfigMap/thanos-query: dnssrv+_http._tcp.thanos-store.monitoring.svc leads to port 10902 of thanos-store, but its gRPC port is 10901.',
    ],
  ],
  [
    'a Service that is not headless',
    [['spec: {clusterIP: None, selector: {app: thanos-store}', 'spec: {selector: {app: thanos-store}']],
    [
      'ConfigMap/thanos-query: Service/thanos-store is not headless, so dnssrv+_grpc._tcp.thanos-store.monitoring.svc resolves to one address for all pods.',
    ],
  ],
  [
    'a dns+ address without a port',
    [['dnssrv+_grpc._tcp.thanos-store.monitoring.svc', 'dns+thanos-store.monitoring.svc']],
    ['ConfigMap/thanos-query: dns+thanos-store.monitoring.svc has no port, but a dns+ address requires one.'],
  ],
  [
    'a dns+ address with the HTTP port',
    [['dnssrv+_grpc._tcp.thanos-store.monitoring.svc', 'dns+thanos-store.monitoring.svc:10902']],
    [
      'ConfigMap/thanos-query: dns+thanos-store.monitoring.svc:10902 leads to port 10902 of thanos-store, its HTTP port, but its gRPC port is 10901.',
    ],
  ],
  [
    'a URL as an endpoint',
    [['dnssrv+_grpc._tcp.thanos-store.monitoring.svc', 'http://thanos-store.monitoring.svc:10901']],
    [
      'ConfigMap/thanos-query: http://thanos-store.monitoring.svc:10901 is a URL, but an endpoint is the address of a gRPC server, without http://.',
    ],
  ],
  [
    'a strict endpoint with a lookup',
    [
      [
        '- address: dnssrv+_grpc._tcp.thanos-store.monitoring.svc',
        '- strict: true\n        address: dnssrv+_grpc._tcp.thanos-store.monitoring.svc',
      ],
    ],
    [
      'ConfigMap/thanos-query: thanos query does not start: dnssrv+_grpc._tcp.thanos-store.monitoring.svc is strict, and a strict endpoint has no DNS lookup.',
    ],
  ],
  [
    'an address without a namespace',
    [['dnssrv+_grpc._tcp.thanos-store.monitoring.svc', 'dnssrv+_grpc._tcp.thanos-store']],
    [
      'ConfigMap/thanos-query: dnssrv+_grpc._tcp.thanos-store contains no namespace, so it resolves only for pods in the namespace of the Service.',
    ],
  ],
  [
    'one of several sidecars',
    [['dnssrv+_grpc._tcp.thanos-sidecar.monitoring.svc', 'thanos-sidecar.monitoring.svc:10901']],
    [
      'ConfigMap/thanos-query: thanos-sidecar.monitoring.svc:10901 has no dns+ or dnssrv+, so the query connects to one of the 2 pods of Service/thanos-sidecar and never to the others.',
    ],
  ],
  [
    'one of several receivers behind a load balancer',
    [
      ['dnssrv+_grpc._tcp.thanos-receive.monitoring.svc', 'thanos-receive:10901'],
      ['spec: {clusterIP: None, selector: {app: thanos-receive}', 'spec: {selector: {app: thanos-receive}'],
    ],
    [
      'ConfigMap/thanos-query: thanos-receive:10901 has no dns+ or dnssrv+, so the query connects to one of the 3 pods of Service/thanos-receive and never to the others.',
    ],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(srvAddressesNameAPort, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'the port number of the SRV record',
    [['dnssrv+_grpc._tcp.thanos-store.monitoring.svc', 'dnssrv+_grpc._tcp.thanos-store.monitoring.svc:10901']],
  ],
  [
    'a group without lookup',
    [
      [
        '- address: dnssrv+_grpc._tcp.thanos-store.monitoring.svc',
        '- {group: true, address: "thanos-store.monitoring.svc:10901"}',
      ],
    ],
  ],
  [
    'a load balancer in front of equal store gateways',
    [
      ['dnssrv+_grpc._tcp.thanos-store.monitoring.svc', 'thanos-store.monitoring.svc:10901'],
      ['spec: {clusterIP: None, selector: {app: thanos-store}', 'spec: {selector: {app: thanos-store}'],
    ],
  ],
  [
    'the address of one pod',
    [['dnssrv+_grpc._tcp.thanos-sidecar.monitoring.svc', 'prometheus-0.thanos-sidecar.monitoring.svc:10901']],
  ],
  [
    'a dns+ address with a port',
    [['dnssrv+_grpc._tcp.thanos-store.monitoring.svc', 'dns+thanos-store.monitoring.svc:10901']],
  ],
  [
    'a fully qualified name that ends in a dot',
    [['dnssrv+_grpc._tcp.thanos-store.monitoring.svc', 'dnssrv+_grpc._tcp.thanos-store.monitoring.svc.cluster.local.']],
  ],
])('accepts %s', (_, changes) => {
  expect(messagesOf(srvAddressesNameAPort, changes)).toEqual([])
})
