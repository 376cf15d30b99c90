import { expect, it } from 'vitest'
import { dnsDiscoveryHasTheRightPort } from './dns-discovery-has-the-right-port.ts'
import { messagesOf, type Replacement } from './fixture.ts'

const found = (...changes: Replacement[]): string[] => messagesOf(dnsDiscoveryHasTheRightPort, changes)
const alertmanagers = (discovery: string): Replacement => [
  '{names: [_web._tcp.alertmanager.monitoring.svc]}',
  `{${discovery}}`,
]
const job = (discovery: string): Replacement => [
  '      - job_name: pods\n',
  `      - job_name: dns\n        dns_sd_configs: [{${discovery}}]\n      - job_name: pods\n`,
]

it('finds the gossip port of Alertmanager', () => {
  expect(found(alertmanagers('names: [alertmanager.monitoring.svc], type: A, port: 9094'))).toEqual([
    'ConfigMap/prometheus: alertmanager.monitoring.svc leads to port 9094 of alertmanager, but alertmanager serves HTTP at 9093.',
  ])
})

it('finds the gRPC port in a scrape job', () => {
  expect(found(job('names: [thanos-store.monitoring.svc], type: A, port: 10901'))).toEqual([
    'ConfigMap/prometheus: thanos-store.monitoring.svc leads to port 10901 of thanos-store, but thanos store serves HTTP at 10902.',
  ])
})

it.each([
  alertmanagers('names: [alertmanager.monitoring.svc], type: A, port: 9093'),
  job('names: [thanos-query.monitoring.svc], type: A, port: 9090'),
  job('names: [thanos-sidecar.monitoring.svc], type: A, port: 10902'),
  job('names: [other.example.com], type: A, port: 1'),
  job('names: [_http._tcp.thanos-store.monitoring.svc], type: SRV'),
])('accepts %s to %s', (from, to) => expect(found([from, to])).toEqual([]))
