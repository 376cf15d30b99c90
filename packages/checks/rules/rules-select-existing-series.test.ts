import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from '../thanos/fixture.ts'
import { rulesSelectExistingSeries } from './rules-select-existing-series.ts'

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
])('finds %s', (_, change, message) => {
  expect(messagesOf(rulesSelectExistingSeries, [change])).toEqual([`${rules}alert ThanosCompactHalted: ${message}`])
})
it.each<[string, Replacement]>([
  ['a job of a scrape configuration', ['job=~".*thanos-compact.*"', 'job="pods"']],
  [
    'a job whose name is not in the manifests',
    ['[__meta_kubernetes_pod_container_name]', '[__meta_kubernetes_pod_annotation_job]'],
  ],
  ['a selector without a job', ['{job=~".*thanos-compact.*"}', '']],
])('accepts %s', (_, change) => {
  expect(messagesOf(rulesSelectExistingSeries, [change])).toEqual([])
})
