import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { problemsIn } from '../engine/testing.ts'
import { rulesAreRightInShards } from './rules-are-right-in-shards.ts'

const example = readFileSync(new URL('rules-are-right-in-shards.example.yaml', import.meta.url), 'utf8')
const ownJob = `      - job_name: stack
        kubernetes_sd_configs: [{role: pod}]
        relabel_configs: [{source_labels: [__meta_kubernetes_pod_container_name], target_label: job}]
`
const manifests = example
  .replace(/^.* # broken\n/m, '')
  .replaceAll('    scrape_configs:\n', `    scrape_configs:\n${ownJob}`)
const rule = 'up{job="node-exporter"} == 0 # fixed'

/** The part of a query that differs between shards; undefined if none does. */
const found = (expr: string, text = manifests): string[] =>
  problemsIn(rulesAreRightInShards, text.replace(rule, JSON.stringify(expr))).map((problem) =>
    problem.replace(/^.*alert NodeExportersAreDown: (.*) has another result in each shard of Prometheus\.$/, '$1'),
  )

it.each([
  ['absent(up{job="node-exporter"} == 1)', 'absent(up{job="node-exporter"} == 1)'],
  ['sum by (job) (up) < 3', 'sum by (job) (up)'],
  ['count without (instance) (up == 0) > 1', 'count without (instance) (up == 0)'],
  ['max by (node) (node_load1{job="node-exporter"}) > 5', 'max by (node) (node_load1{job="node-exporter"})'],
  [
    'a{job="node-exporter"} / on (node) b{job="node-exporter"} > 1',
    'a{job="node-exporter"} / on (node) b{job="node-exporter"}',
  ],
  ['a unless ignoring (instance) up{job="prometheus"}', 'a unless ignoring (instance) up{job="prometheus"}'],
  ['sum(rate(x{job=~"node-exporter|prometheus"}[5m])) > 1', 'sum(rate(x{job=~"node-exporter|prometheus"}[5m]))'],
])('finds %s', (expr, part) => expect(found(expr)).toEqual([part]))

it.each([
  'up == 0',
  'sum by (instance, job) (rate(errors_total[5m])) > 1',
  'rate(errors_total[5m]) / rate(requests_total[5m]) > 0.1',
  'a{job="node-exporter"} / on (instance) b{job="node-exporter"} > 1',
  'absent(up{job="prometheus"} == 1)',
  'sum by (job) (up{job=~"prometheus"}) < 2',
  'sum(job:requests:rate5m) > 1',
  'vector(1)',
])('accepts %s', (expr) => expect(found(expr)).toEqual([]))

it('accepts all of them without shards', () => {
  expect(found('sum(up) < 3', manifests.replaceAll(/^.*(hashmod|__tmp_shard).*\n/gm, ''))).toEqual([])
})
