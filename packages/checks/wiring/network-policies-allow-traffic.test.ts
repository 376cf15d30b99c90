import { describe, expect, it } from 'vitest'
import { problemsIn, service, workload } from '../engine/testing.ts'
import { networkPoliciesAllowTraffic } from './network-policies-allow-traffic.ts'

const stack = [
  workload('thanos-query', 'image: a:1\nargs: [--endpoint=dnssrv+_grpc._tcp.thanos-store.monitoring.svc]'),
  service('thanos-store', 'clusterIP: None\nports: [{name: grpc, port: 10901, targetPort: grpc}]'),
  workload('thanos-store', 'image: a:1\nports: [{name: grpc, containerPort: 10901}]'),
].join('\n')
const policy = (spec: string) =>
  `${stack}\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: monitoring}\nspec: ${spec}`
const problems = (spec: string) =>
  problemsIn(networkPoliciesAllowTraffic, policy(spec)).map((problem) => problem.replace(/^\d+: /, ''))

const message =
  'NetworkPolicy/p: it does not allow Deployment/thanos-query to connect to Deployment/thanos-store on port 10901, which dnssrv+_grpc._tcp.thanos-store.monitoring.svc in Deployment/thanos-query requires.'

describe('network-policies-allow-traffic', () => {
  it.each([
    ['no ingress is allowed', '{podSelector: {matchLabels: {app: thanos-store}}}'],
    [
      'ingress is allowed on another port',
      '{podSelector: {}, policyTypes: [Ingress], ingress: [{ports: [{port: 10902}]}]}',
    ],
    [
      'ingress is allowed from other pods',
      '{podSelector: {matchLabels: {app: thanos-store}}, ingress: [{from: [{podSelector: {matchLabels: {app: prometheus}}}]}]}',
    ],
    [
      'ingress is allowed from another namespace',
      '{podSelector: {matchLabels: {app: thanos-store}}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: other}}}]}]}',
    ],
    ['no egress is allowed', '{podSelector: {matchLabels: {app: thanos-query}}, policyTypes: [Egress]}'],
  ])('reports a policy where %s', (_, spec) => expect(problems(spec)).toEqual([message]))

  it.each([
    '{podSelector: {matchLabels: {app: thanos-store}}, ingress: [{}]}',
    '{podSelector: {matchLabels: {app: thanos-store}}, ingress: [{from: [{podSelector: {}}], ports: [{port: grpc}]}]}',
    '{podSelector: {matchLabels: {app: thanos-store}}, ingress: [{ports: [{port: 10900, endPort: 10910}]}]}',
    '{podSelector: {matchLabels: {app: thanos-query}}, policyTypes: [Ingress]}',
    '{podSelector: {matchLabels: {app: other}}}',
  ])('accepts %s', (spec) => expect(problems(spec)).toEqual([]))

  const prometheus = workload(
    'prometheus',
    'image: prom/prometheus:v3.13.2',
    'volumes: [{name: config, configMap: {name: prometheus}}]',
  )
  const configuration = `apiVersion: v1
kind: ConfigMap
metadata: {name: prometheus, namespace: monitoring}
data:
  prometheus.yml: |
    scrape_configs:
    - job_name: thanos
      kubernetes_sd_configs: [{role: pod, namespaces: {names: [monitoring]}}]
      relabel_configs:
      - {source_labels: [__meta_kubernetes_pod_phase], regex: Failed|Succeeded, action: drop}
      - {source_labels: [__meta_kubernetes_pod_container_port_name], regex: grpc, action: keep}
---
`
  const allowQuery = (from: string): string =>
    policy(
      `{podSelector: {matchLabels: {app: thanos-store}}, ingress: [{from: [{podSelector: {matchLabels: {app: thanos-query}}}${from}]}]}`,
    )

  it('reports a policy that does not allow the scrapes of Prometheus', () => {
    const scraped = (from: string): string[] =>
      problemsIn(networkPoliciesAllowTraffic, `${prometheus}${configuration}${allowQuery(from)}`).map((text) =>
        text.replace(/^\d+: /, ''),
      )
    expect(scraped('')).toEqual([
      'NetworkPolicy/p: it does not allow Deployment/prometheus to connect to Deployment/thanos-store on port 10901, which the scrape job thanos in ConfigMap/prometheus requires.',
    ])
    expect(scraped(', {podSelector: {matchLabels: {app: prometheus}}}')).toEqual([])
  })

  it('reports a policy that does not allow the scrapes of prometheus-operator', () => {
    const operated = `apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: {name: k8s, namespace: monitoring}
spec: {podMonitorSelector: {}}
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: {name: store, namespace: monitoring}
spec: {selector: {matchLabels: {app: thanos-store}}, podMetricsEndpoints: [{port: grpc}]}
---
`
    const scraped = (from: string): string[] =>
      problemsIn(networkPoliciesAllowTraffic, `${operated}${allowQuery(from)}`).map((text) =>
        text.replace(/^\d+: /, ''),
      )
    expect(scraped('')).toEqual([
      'NetworkPolicy/p: it does not allow Prometheus/k8s to connect to Deployment/thanos-store on port 10901, which PodMonitor/store requires.',
    ])
    expect(scraped(', {podSelector: {matchLabels: {app.kubernetes.io/name: prometheus}}}')).toEqual([])
  })
})
