import { describe, expect, it } from 'vitest'
import { problemsIn, service, workload } from '../engine/testing.ts'
import { scrapeJobsSelectTargets } from './scrape-jobs-select-targets.ts'

const stack =
  workload('store', 'image: a:1\nports: [{name: http, containerPort: 10902}, {name: grpc, containerPort: 10901}]') +
  service('store', 'ports: [{name: web, port: 80}]')
const job = (discovery: string, relabelling: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: monitoring}\ndata:\n  prometheus.yaml: |\n    scrape_configs:\n    - job_name: thanos\n      kubernetes_sd_configs: [${discovery}]\n      relabel_configs: [${relabelling}]\n---\n`
const own = '{role: pod, namespaces: {names: [monitoring]}}'
const keep = (label: string, regex: string): string =>
  `{source_labels: [__meta_kubernetes_${label}], regex: "${regex}", action: keep}`
const problems = (yaml: string): string[] =>
  problemsIn(scrapeJobsSelectTargets, yaml + stack).map((text) => text.replace(/^\d+: ConfigMap\/c: /, ''))

describe('scrape-jobs-select-targets', () => {
  it.each([
    [
      own,
      keep('pod_container_port_name', 'metrics'),
      '__meta_kubernetes_pod_container_port_name is one of "http", "grpc".',
    ],
    [
      own,
      keep('pod_label_app_kubernetes_io_name', 'store'),
      '__meta_kubernetes_pod_label_app_kubernetes_io_name is "".',
    ],
    [
      own,
      `${keep('pod_label_app', 'store')}, ${keep('pod_container_name', 'stores?x')}`,
      '__meta_kubernetes_pod_container_name is "store".',
    ],
    [
      '{role: endpointslice, namespaces: {names: [monitoring]}}',
      keep('endpointslice_port_name', 'http'),
      '__meta_kubernetes_endpointslice_port_name is "web".',
    ],
    [
      '{role: service, namespaces: {own_namespace: true}}',
      keep('service_annotation_prometheus_io_scrape', 'true'),
      '__meta_kubernetes_service_annotation_prometheus_io_scrape is "".',
    ],
  ])('reports %s with %s', (discovery, relabelling, values) =>
    expect(problems(job(discovery, relabelling))).toEqual([
      `no pod or Service of these manifests passes this step of the scrape job thanos: ${values}`,
    ]),
  )

  it('reports a namespace with a similar name', () =>
    expect(problems(job('{role: pod, namespaces: {names: [monitorign]}}', ''))).toEqual([
      'the scrape job thanos discovers targets in the namespace monitorign, which these manifests do not contain.',
    ]))

  it.each([
    ['a target passes', own, keep('pod_container_port_name', 'http|web')],
    ['the label depends on the cluster', own, keep('pod_phase', 'Running')],
    ['it discovers in all namespaces', '{role: pod}', keep('pod_container_port_name', 'metrics')],
    ['it discovers in another namespace', '{role: pod, namespaces: {names: [default]}}', keep('pod_label_x', 'y')],
    ['it discovers nodes', '{role: node, namespaces: {names: [monitoring]}}', keep('node_label_x', 'y')],
    [
      'a step changes the label',
      own,
      `{target_label: team, replacement: web}, {source_labels: [team], regex: web, action: keep}`,
    ],
    [
      'a step maps labels',
      own,
      `{action: labelmap, regex: "__meta_kubernetes_pod_label_(.+)"}, {source_labels: [app], regex: store, action: keep}`,
    ],
    [
      'a copied label passes',
      own,
      `{source_labels: [__meta_kubernetes_pod_label_app], target_label: app}, {source_labels: [app], regex: store, action: keep}`,
    ],
  ])('accepts a job if %s', (_, discovery, relabelling) => expect(problems(job(discovery, relabelling))).toEqual([]))

  it('reports a job whose steps drop all targets', () =>
    expect(
      problems(job(own, '{source_labels: [__meta_kubernetes_pod_label_app], regex: store, action: drop}')),
    ).toHaveLength(1))

  it.each(['app=stores', 'app in (a, b)', '!app', 'tier'])('reports the selector %s', (label) =>
    expect(
      problems(job(`{role: pod, namespaces: {names: [monitoring]}, selectors: [{role: pod, label: "${label}"}]}`, '')),
    ).toEqual([`the selector ${label} of the scrape job thanos does not match any pod of these manifests.`]),
  )

  it.each(['app=store', 'app in (store, b),app!=x', 'app,!tier', 'a=b=c'])('accepts the selector %s', (label) =>
    expect(
      problems(job(`{role: pod, namespaces: {names: [monitoring]}, selectors: [{role: pod, label: "${label}"}]}`, '')),
    ).toEqual([]),
  )
})
