import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from '../thanos/fixture.ts'
import { rulesSelectExistingSeries } from './rules-select-existing-series.ts'
import { messagesIn, ruleFile } from './testing.ts'

const rule = 'expr: max by (job, pod) (thanos_compact_halted{job=~".*thanos-compact.*"}) == 1'
const rules = 'ConfigMap/prometheus: '

it.each<[string, Replacement, string]>([
  [
    'a job that does not exist',
    ['job=~".*thanos-compact.*"', 'job=~".*thanos-compactor.*"'],
    'no scrape job has a name that matches .*thanos-compactor.*.',
  ],
  [
    'a metric of a component that does not run',
    [rule, 'expr: thanos_replicate_replication_runs_total > 1'],
    'only thanos tools bucket replicate writes thanos_replicate_replication_runs_total, but the manifests do not contain it.',
  ],
  [
    'a metric that no version has',
    ['thanos_compact_halted', 'thanos_compact_halt'],
    'no metric of thanos has the name thanos_compact_halt.',
  ],
  [
    'a metric of another component',
    ['job=~".*thanos-compact.*"', 'job="thanos-query"'],
    'the selector matches thanos query 0.42.4, which does not expose the metric thanos_compact_halted.',
  ],
  [
    'a metric of many programs that one does not have',
    [rule, 'expr: rate(process_cpu_second_total{job="thanos-query"}[5m]) > 1'],
    'the selector matches thanos query 0.42.4, which does not expose the metric process_cpu_second_total.',
  ],
  [
    'a metric with a default',
    [rule, 'expr: (sum(thanos_compact_halt) or vector(0)) == 1'],
    'no metric of thanos has the name thanos_compact_halt.',
  ],
  [
    'a series of a histogram that does not exist',
    [rule, 'expr: rate(prometheus_http_request_duration_second_bucket[5m]) > 1'],
    'no metric of prometheus has the name prometheus_http_request_duration_second_bucket.',
  ],
])('finds %s', (_, change, message) => {
  expect(messagesOf(rulesSelectExistingSeries, [change])).toEqual([`${rules}alert ThanosCompactHalted: ${message}`])
})
it.each<[string, Replacement]>([
  ['a job of a scrape configuration', ['job=~".*thanos-compact.*"', 'job="pods"']],
  [
    'a job whose name is not in the manifests',
    ['[__meta_kubernetes_pod_container_name]', '[__meta_kubernetes_pod_annotation_job]'],
  ],
  ['a metric of another program', [rule, 'expr: prometheus_operator_list_operations_failed_total > 1']],
  ['a histogram', [rule, 'expr: rate(prometheus_http_request_duration_seconds_bucket[5m]) > 1']],
  ['the count of a summary', [rule, 'expr: rate(prometheus_target_interval_length_seconds_count[5m]) > 1']],
  ['a metric of Prometheus that a ruler also has', [rule, 'expr: prometheus_rule_group_duration_seconds > 1']],
  ['up', [rule, 'expr: up{job="thanos-query"} == 0']],
  ['a metric of many programs', [rule, 'expr: rate(process_cpu_seconds_total{job="thanos-query"}[5m]) > 1']],
  ['an unknown metric of any job', [rule, 'expr: my_errors > 1']],
  ['an unknown metric of a job with any targets', [rule, 'expr: my_errors{job="pods"} > 1']],
  ['a side of or', [rule, 'expr: thanos_compact_halt == 1 or thanos_compact_halted == 1']],
  ['a selector without a job', ['{job=~".*thanos-compact.*"}', '']],
])('accepts %s', (_, change) => {
  expect(messagesOf(rulesSelectExistingSeries, [change])).toEqual([])
})

it('does not judge metrics of a version without a list', () => {
  const changes: Replacement[] = [['thanos_compact_halted', 'thanos_compact_halt']]
  expect(messagesOf(rulesSelectExistingSeries, changes, { versions: { thanos: 'v0.12.0' } })).toEqual([])
})

it('accepts a metric that a rule records', () => {
  const alert = '- alert: ThanosCompactHalted'
  expect(
    messagesOf(rulesSelectExistingSeries, [
      ['thanos_compact_halted', 'thanos_compact_halt'],
      [alert, `- {record: thanos_compact_halt, expr: thanos_compact_halted}\n          ${alert}`],
    ]),
  ).toEqual([])
})

const inNamespace: Replacement = [
  'kubernetes_sd_configs: [{role: endpointslice}]\n        relabel_configs:',
  'kubernetes_sd_configs: [{role: endpointslice, namespaces: {names: [monitoring]}}]\n        relabel_configs:\n          - {source_labels: [__meta_kubernetes_namespace], target_label: namespace}\n          - {source_labels: [__meta_kubernetes_pod_label_app], target_label: component}\n          - {target_label: zone, replacement: a}',
]

it.each([
  ['namespace="monitor"', 'no target of the selected jobs fulfills namespace="monitor".'],
  ['namespace=~"thanos-.*"', 'no target of the selected jobs fulfills namespace=~"thanos-.*".'],
  ['component="thanos-compactor"', 'no target of the selected jobs fulfills component="thanos-compactor".'],
  ['zone="b"', 'no target of the selected jobs fulfills zone="b".'],
])('finds %s, which no target has', (matcher, message) => {
  expect(messagesOf(rulesSelectExistingSeries, [[rule, `expr: up{${matcher}} == 0`], inNamespace])).toEqual([
    `${rules}alert ThanosCompactHalted: ${message}`,
  ])
})

it.each([
  'namespace="monitoring"',
  'namespace=~"mon.*"',
  'component="thanos-compact"',
  'component=""',
  'zone="a"',
  'node="x"',
  'namespace!="other"',
])('accepts %s, which targets have or can have', (matcher) => {
  expect(messagesOf(rulesSelectExistingSeries, [[rule, `expr: up{${matcher}} == 0`], inNamespace])).toEqual([])
})

it('accepts any namespace if a job discovers targets in all of them', () => {
  expect(messagesOf(rulesSelectExistingSeries, [[rule, 'expr: up{namespace="any"} == 0']])).toEqual([])
})

const operator = (spec: object): string =>
  JSON.stringify({ apiVersion: 'monitoring.coreos.com/v1', kind: 'Prometheus', metadata: { name: 'k8s' }, spec })

it('judges the metrics of programs that prometheus-operator runs', () => {
  const rules = ruleFile([{ alert: 'Test', expr: 'prometheus_tsdb_head_serie > 5' }])
  const version = operator({ version: '3.13.2' })
  expect(messagesIn(rulesSelectExistingSeries, rules, version)).toEqual([
    'alert Test: no metric of prometheus has the name prometheus_tsdb_head_serie.',
  ])
  const image = operator({ image: 'quay.io/prometheus/prometheus:v3.13.2' })
  expect(messagesIn(rulesSelectExistingSeries, rules, image)).toHaveLength(1)
  expect(messagesIn(rulesSelectExistingSeries, rules, operator({}))).toEqual([])
  expect(messagesIn(rulesSelectExistingSeries, rules, operator({ version: '2.1.0' }))).toEqual([])
})
