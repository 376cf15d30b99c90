import { describe, expect, it } from 'vitest'
import { contextOf, problemsIn, service, workload } from '../engine/testing.ts'
import { addressesLeadToTheRightServer } from './addresses-lead-to-the-right-server.ts'

const thanos = 'image: quay.io/thanos/thanos:v0.42.4'
const ports = 'clusterIP: None\nports: [{name: grpc, port: 10901}, {name: http, port: 10902}]'
const stack = [
  service('thanos-query', 'ports: [{name: http, port: 9090, targetPort: 10902}, {name: grpc, port: 10901}]'),
  workload('thanos-query', `${thanos}\nargs: [query]\nports: [{name: http, containerPort: 10902}]`),
  service('thanos-store', ports),
  workload('thanos-store', `${thanos}\nargs: [store]`),
  service('alertmanager', 'ports: [{name: web, port: 9093}, {name: mesh, port: 9094}]'),
  workload('alertmanager', 'image: quay.io/prometheus/alertmanager:v0.34.0\nargs: [--config.file=/a]'),
  service('memcached', 'clusterIP: None\nports: [{name: client, port: 11211}, {name: metrics, port: 9150}]'),
  workload('memcached', 'image: memcached:1.6\nargs: [-m, "64"]'),
].join('')

const config = (key: string, text: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: monitoring}\ndata:\n  ${key}: |\n    ${text}\n---\n`
const problems = (yaml: string): string[] =>
  problemsIn(addressesLeadToTheRightServer, yaml + stack).map((text) => text.replace(/^\d+: ConfigMap\/c: /, ''))
const datasource = (type: string, url: string): string =>
  config('datasources.yaml', `{datasources: [{name: a, type: ${type}, url: "${url}"}]}`)
const scrape = (target: string): string =>
  config('prometheus.yaml', `{scrape_configs: [{job_name: a, static_configs: [{targets: ["${target}"]}]}]}`)
const alerting = (target: string): string =>
  config('prometheus.yaml', `{alerting: {alertmanagers: [{static_configs: [{targets: ["${target}"]}]}]}}`)

describe('addresses-lead-to-the-right-server', () => {
  it.each([
    [
      datasource('prometheus', 'http://thanos-query.monitoring.svc:10901'),
      'http://thanos-query.monitoring.svc:10901 leads to port 10901 of Deployment/thanos-query, where thanos query speaks gRPC. A datasource of the type prometheus needs the query API of Prometheus.',
    ],
    [
      datasource('prometheus', 'http://thanos-store.monitoring.svc:10902'),
      'http://thanos-store.monitoring.svc:10902 leads to port 10902 of Deployment/thanos-store, where thanos store speaks HTTP. A datasource of the type prometheus needs the query API of Prometheus.',
    ],
    [
      scrape('thanos-store.monitoring.svc:10901'),
      'thanos-store.monitoring.svc:10901 leads to port 10901 of Deployment/thanos-store, where thanos store speaks gRPC. A scrape job needs metrics over HTTP.',
    ],
    [
      alerting('alertmanager.monitoring.svc:9094'),
      'alertmanager.monitoring.svc:9094 leads to port 9094 of Deployment/alertmanager, where alertmanager speaks gossip. Prometheus needs the API of Alertmanager.',
    ],
    [
      config('cache.yaml', '{type: MEMCACHED, config: {addresses: ["thanos-store.monitoring.svc:10902"]}}'),
      'thanos-store.monitoring.svc:10902 leads to port 10902 of Deployment/thanos-store, where thanos store speaks HTTP. The cache needs memcached.',
    ],
    [
      config(
        'alertmanager.yaml',
        '{receivers: [{name: a, webhook_configs: [{url: "http://thanos-query.monitoring.svc:10901/hook"}]}]}',
      ),
      'http://thanos-query.monitoring.svc:10901/hook leads to port 10901 of Deployment/thanos-query, where thanos query speaks gRPC. The client needs HTTP.',
    ],
  ])('reports an address of another protocol or program', (yaml, message) => expect(problems(yaml)).toEqual([message]))

  it('names the right port', () => {
    const [remedy] = [
      ...addressesLeadToTheRightServer.run(
        contextOf(datasource('prometheus', 'http://thanos-query.monitoring.svc:10901') + stack),
      ),
    ].map((problem) => problem.remedy)
    expect(remedy).toBe('Use port 9090 (http) of Service/thanos-query, where thanos query speaks HTTP.')
  })

  it.each([
    datasource('prometheus', 'http://thanos-query.monitoring.svc:9090'),
    datasource('loki', 'http://loki.monitoring.svc:3100'),
    datasource('alertmanager', 'http://alertmanager.monitoring.svc:9093'),
    scrape('thanos-store.monitoring.svc:10902'),
    scrape('memcached.monitoring.svc:9150'),
    alerting('alertmanager.monitoring.svc:9093'),
    config('cache.yaml', '{type: MEMCACHED, config: {addresses: ["memcached.monitoring.svc:11211"]}}'),
  ])('accepts %s', (yaml) => expect(problems(yaml)).toEqual([]))
})
