import { describe, expect, it } from 'vitest'
import { contextOf, service, workload } from '../engine/testing.ts'
import { topologyIn } from './topology.ts'

const stack = [
  workload(
    'thanos-query',
    'image: a:1\nargs: [--endpoint=dnssrv+_grpc._tcp.thanos-store.monitoring.svc]\nports: [{name: http-web, containerPort: 9090}]',
  ),
  service('thanos-query', 'ports: [{name: http, port: 80, targetPort: http-web}]'),
  service('thanos-store', 'clusterIP: None\nports: [{name: grpc, port: 10901, targetPort: grpc}]'),
  workload(
    'thanos-store',
    'image: quay.io/thanos/thanos:v0.42.4\nargs: [store, --grpc-address=0.0.0.0:10901]\nports: [{name: grpc, containerPort: 10901}]',
    '',
    'StatefulSet',
    'replicas: 3',
  ),
  workload('idle', 'image: a:1'),
].join('\n')

const query = 'Deployment/monitoring/thanos-query'
const store = 'StatefulSet/monitoring/thanos-store'

describe('topologyIn', () => {
  it('has each workload, and the port and protocol of each connection', () => {
    const { nodes, edges } = topologyIn(contextOf(stack))
    expect(nodes).toEqual([
      {
        id: 'Deployment/monitoring/idle',
        type: 'workload',
        kind: 'Deployment',
        name: 'idle',
        namespace: 'monitoring',
        replicas: 1,
      },
      { id: query, type: 'workload', kind: 'Deployment', name: 'thanos-query', namespace: 'monitoring', replicas: 1 },
      { id: store, type: 'workload', kind: 'StatefulSet', name: 'thanos-store', namespace: 'monitoring', replicas: 3 },
    ])
    expect(edges).toEqual([
      {
        from: query,
        to: store,
        ports: [10901],
        transport: 'TCP',
        protocol: 'gRPC',
        purpose: 'request',
        requirements: ['dnssrv+_grpc._tcp.thanos-store.monitoring.svc in Deployment/thanos-query'],
      },
    ])
  })

  it.each([
    [
      'an Ingress, whose backend names the port of a Service',
      'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: pages, namespace: monitoring}\nspec: {rules: [{http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: thanos-query, port: {name: http}}}}]}}]}',
    ],
    [
      'a route of the Gateway API',
      'apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: pages, namespace: monitoring}\nspec: {rules: [{backendRefs: [{name: thanos-query, port: 80}]}]}',
    ],
  ])('shows %s', (_, entry) => {
    const { nodes, edges } = topologyIn(contextOf(`${stack}\n${entry}`))
    const from = nodes.find(({ type }) => type === 'entry')
    expect(from).toMatchObject({ name: 'pages', namespace: 'monitoring' })
    expect(edges.filter((edge) => edge.from === from?.id)).toMatchObject([
      { to: query, ports: [9090], protocol: 'HTTP', purpose: 'request' },
    ])
  })

  it('shows servers outside of the manifests by their names', () => {
    const remote = workload('sender', 'image: a:1\nargs: [--remote-url=https://metrics.example.com/write]')
    const { nodes, edges } = topologyIn(contextOf(remote))
    expect(nodes).toContainEqual({ id: 'outside/metrics.example.com', type: 'outside', name: 'metrics.example.com' })
    expect(edges).toMatchObject([{ to: 'outside/metrics.example.com', ports: [443] }])
  })

  it('distinguishes scrapes from other connections', () => {
    const prometheus = `${workload(
      'prometheus',
      'image: prom/prometheus:v3.13.2',
      'volumes: [{name: config, configMap: {name: prometheus}}]',
    )}
apiVersion: v1
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
`
    const { edges } = topologyIn(contextOf(`${stack}\n---\n${prometheus}`))
    expect(edges.filter(({ to }) => to === store).map(({ purpose }) => purpose)).toEqual(['scrape', 'request'])
    expect(edges.find(({ to }) => to === 'outside/API server')?.ports).toEqual([443, 6443])
  })

  it('does not depend on the order of the manifests', () => {
    const reversed = stack.split('---\n').toReversed().join('---\n')
    expect(topologyIn(contextOf(reversed))).toEqual(topologyIn(contextOf(stack)))
  })
})
