import { describe, expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { scrapesReachMetrics } from './scrapes-reach-metrics.ts'

const store = (annotations = ''): string =>
  workload(
    'store',
    'image: quay.io/thanos/thanos:v0.42.4\nargs: [store]\nports: [{name: grpc, containerPort: 10901}, {name: http, containerPort: 10902}]',
  ).replace('labels: {app: store}}\n    spec', `labels: {app: store}, annotations: {${annotations}}}\n    spec`)
const monitor = (kind: string, spec: string): string =>
  `apiVersion: monitoring.coreos.com/v1\nkind: ${kind}\nmetadata: {name: m, namespace: monitoring}\nspec: {selector: {matchLabels: {app: store}}, ${spec}}\n---\n`
const service = (annotations = ''): string =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: store, namespace: monitoring, labels: {app: store}, annotations: {${annotations}}}\nspec: {selector: {app: store}, ports: [{name: grpc, port: 10901}, {name: http, port: 80, targetPort: 10902}]}\n---\n`
const problems = (yaml: string): string[] =>
  problemsIn(scrapesReachMetrics, yaml).map((text) => text.replace(/^\d+: /, ''))

describe('scrapes-reach-metrics', () => {
  it.each([
    [
      monitor('ServiceMonitor', 'endpoints: [{port: grpc}]'),
      'ServiceMonitor/m: port grpc leads to port 10901 of Deployment/store, where thanos store speaks gRPC.',
    ],
    [
      monitor('PodMonitor', 'podMetricsEndpoints: [{port: grpc}]'),
      'PodMonitor/m: port grpc leads to port 10901 of Deployment/store, where thanos store speaks gRPC.',
    ],
    [
      monitor('ServiceMonitor', 'endpoints: [{port: http, path: /api}]'),
      'ServiceMonitor/m: it requests /api, but thanos store in Deployment/store serves its metrics at /metrics.',
    ],
    [
      monitor('ServiceMonitor', 'endpoints: [{port: http, scheme: https}]'),
      'ServiceMonitor/m: it uses https, but thanos store in Deployment/store serves HTTP without TLS.',
    ],
  ])('reports a monitor', (yaml, message) => expect(problems(yaml + service() + store())).toEqual([message]))

  it.each([
    ['prometheus.io/port: "10901"', 'at port 10901, thanos store speaks gRPC, not HTTP.'],
    ['prometheus.io/port: "9090"', 'no container listens at port 9090.'],
    [
      'prometheus.io/port: "10902", prometheus.io/path: /metric',
      'the path is /metric, but thanos store serves its metrics at /metrics.',
    ],
  ])('reports the annotation %s', (annotation, message) => {
    const annotations = `prometheus.io/scrape: "true", ${annotation}`
    expect(problems(store(annotations))).toEqual([`Deployment/store: ${message}`])
    expect(problems(service(annotations) + store())).toEqual([`Service/store: ${message}`])
  })

  it.each([
    monitor('ServiceMonitor', 'endpoints: [{port: http}]') + service() + store(),
    monitor('PodMonitor', 'podMetricsEndpoints: [{port: http, path: /metrics}]') + store(),
    store('prometheus.io/scrape: "true", prometheus.io/port: "10902"'),
    store('prometheus.io/scrape: "false", prometheus.io/port: "9090"'),
  ])('accepts the HTTP port', (yaml) => expect(problems(yaml)).toEqual([]))
})
