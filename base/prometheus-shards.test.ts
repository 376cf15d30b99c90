import { type KubernetesObject, mappingOf, valueAt } from '@thanos-gitops/manifest'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { variantRenderer } from './testing/render-variant.ts'
import { variants } from './testing/variants.ts'

const objects = variantRenderer()(variants.find(({ name }) => name === 'prometheus-shards')!).manifests.map(
  ({ object }) => object,
)

/** A document of a ConfigMap. */
function documentOf(configMap: string, key: string): unknown {
  const found = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === configMap)
  return parse(String(valueAt(found as KubernetesObject, ['data', key]) ?? ''))
}

interface Job {
  readonly job_name: string
  readonly relabel_configs: readonly { readonly action?: string; readonly modulus?: number; readonly regex?: string }[]
}

interface Rule {
  readonly alert?: string
  readonly expr: string
  readonly labels?: Readonly<Record<string, string>>
}

interface Rules {
  readonly groups: readonly { readonly labels?: object; readonly rules: readonly Rule[] }[]
}

/** The groups of a file in all shards of the ruler: at least one. */
function groupsOfRulers(file: string): Rules['groups'] {
  const groups = ['0', '1'].flatMap(
    (shard) => (documentOf(`thanos-rule-rules-${shard}`, file) as Rules | null)?.groups ?? [],
  )
  expect(groups).not.toEqual([])
  return groups
}

const alertsIn = (configMap: string, key: string): readonly Rule[] =>
  (documentOf(configMap, key) as Rules).groups.flatMap(({ rules }) => rules)

it.each(['0', '1', '2'])('scrapes in shard %s a third of the targets, and the whole stack', (shard) => {
  const configuration = mappingOf(documentOf(`prometheus-${shard}`, 'prometheus.yaml'))
  const [stack, ...others] = configuration.scrape_configs as readonly Job[]
  expect(stack!.job_name).toBe('thanos')
  expect(stack!.relabel_configs.some(({ action }) => action === 'hashmod')).toBe(false)
  expect(others.length).toBeGreaterThan(5)
  for (const { relabel_configs: steps } of others)
    expect(steps.slice(-2)).toEqual([
      { action: 'hashmod', modulus: 3, source_labels: ['__address__'], target_label: '__tmp_shard' },
      { action: 'keep', regex: shard, source_labels: ['__tmp_shard'] },
    ])
  expect(mappingOf(configuration.global).external_labels).toMatchObject({ prometheus_shard: shard })
})

it('has an alert for each shard without a pod, and none about a part of the targets', () => {
  const down = alertsIn('prometheus-rules', 'prometheus.yaml').filter(
    ({ alert }) => alert === 'PrometheusReplicaIsDown',
  )
  expect(down.map(({ expr, labels }) => [expr, labels?.shard])).toEqual([
    ['up{job="prometheus"} == 0 or absent(up{job="prometheus"})', undefined],
    ...['0', '1', '2'].map((shard) => [`absent(up{job="prometheus", pod=~"prometheus-${shard}-[0-9]+"} == 1)`, shard]),
  ])
  const missing = alertsIn('prometheus-rules', 'replicas.yaml').filter(({ labels }) => labels?.job === 'prometheus')
  expect(missing.map(({ labels }) => labels?.shard)).toEqual(['0', '1', '2'])
  const files = objects.find(({ metadata }) => metadata.name === 'prometheus-rules') as { data?: object }
  expect(Object.keys(files.data!)).toEqual([
    'alertmanager.yaml',
    'prometheus.yaml',
    'replicas.yaml',
    'thanos.yaml',
    'watchdog.yaml',
  ])
})

it('evaluates the rules about the cluster in the ruler, with the label that Prometheus would add', () => {
  for (const file of ['kubernetes.yaml', 'kube-state-metrics.yaml', 'node-exporter.yaml', 'targets.yaml'])
    for (const { labels, rules } of groupsOfRulers(file)) {
      expect(labels).toEqual({ cluster: 'prometheus-shards' })
      expect(rules.length).toBeGreaterThan(0)
    }
})

it('has one address of all sidecars, and removes the label of the shard in the query', () => {
  const services = objects.filter(({ kind, metadata }) => kind === 'Service' && metadata.name === 'thanos-sidecar')
  expect(services.map((service) => valueAt(service, ['spec', 'selector']))).toEqual([
    { 'app.kubernetes.io/name': 'prometheus', 'app.kubernetes.io/instance': 'thanos' },
  ])
  const query = objects.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'thanos-query')
  expect(valueAt(query!, ['spec', 'template', 'spec', 'containers', '0', 'args'])).toContain(
    '--query.replica-label=prometheus_shard',
  )
})
