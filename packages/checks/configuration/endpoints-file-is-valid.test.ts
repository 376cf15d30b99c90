import { expect, it } from 'vitest'
import { messagesOf } from '../thanos/fixture.ts'
import { endpointsFileIsValid } from './endpoints-file-is-valid.ts'

const first = '- address: dnssrv+_grpc._tcp.thanos-sidecar.monitoring.svc'
it.each<[string, string, string]>([
  [
    'a misspelled field',
    first.replace('address', 'adress'),
    'Thanos ignores a field of endpoints.yaml: field adress not found in type thanos.endpointSettings.',
  ],
  [
    'a strict endpoint with a DNS lookup',
    `${first}\n        strict: true`,
    'Thanos refuses endpoints.yaml: unable to validate endpoints: dnssrv+_grpc._tcp.thanos-sidecar.monitoring.svc is a dynamically specified endpoint i.e. it uses SD and that is not permitted under strict mode.',
  ],
  [
    'a service configuration without a group',
    `${first}\n        service_config: "{}"`,
    'Thanos refuses endpoints.yaml: unable to validate endpoints: dnssrv+_grpc._tcp.thanos-sidecar.monitoring.svc service_config is only valid for endpoint groups.',
  ],
  [
    'a variable',
    '- address: $(HOST):10901',
    '$(HOST):10901 contains a variable, but Thanos does not replace variables in this file.',
  ],
  [
    'settings of a connection to addresses that Thanos looks up',
    `${first}\n        client_config: {tls_config: {enabled: true}}`,
    'Thanos ignores client_config of dnssrv+_grpc._tcp.thanos-sidecar.monitoring.svc, because it looks up the addresses itself.',
  ],
])('finds %s', (_, text, message) => {
  expect(messagesOf(endpointsFileIsValid, [[first, text]])).toContain(`ConfigMap/thanos-query: ${message}`)
})
it('accepts a strict address, a group and TLS of an endpoint', () => {
  expect(
    messagesOf(endpointsFileIsValid, [
      [
        first,
        '- {address: "10.0.0.1:10901", strict: true, client_config: {tls_config: {enabled: true, ca_file: /ca.crt}}}\n      - {address: a:1, group: true, service_config: "{}"}',
      ],
    ]),
  ).toEqual([])
})
