import { type KubernetesObject, valueAt } from '@thanos-gitops/manifest'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { variantRenderer } from './testing/render-variant.ts'
import { variants } from './testing/variants.ts'

const render = variantRenderer()
const objectsOf = (name: string) =>
  render(variants.find((variant) => variant.name === name)!).manifests.map(({ object }) => object)

const alone = objectsOf('agent')
const shards = objectsOf('agent-shards')
const withOperator = objectsOf('agent-monitored-by-operator')

const find = (objects: readonly KubernetesObject[], kind: string, name: string): KubernetesObject =>
  objects.find((object) => object.kind === kind && object.metadata.name === name)!

const documentOf = <T>(objects: readonly KubernetesObject[], configMap: string, key: string): T =>
  parse(String(valueAt(find(objects, 'ConfigMap', configMap), ['data', key]) ?? '')) as T

interface Group {
  readonly name: string
  readonly partial_response_strategy?: string
  readonly labels?: object
  readonly rules: readonly { readonly alert?: string; readonly labels?: { readonly shard?: string } }[]
}

/** The groups in the ConfigMaps of rules with a name, by the names of their files. */
function filesOf(objects: readonly KubernetesObject[], name: RegExp): ReadonlyMap<string, readonly Group[]> {
  const found = objects.filter(({ kind, metadata }) => kind === 'ConfigMap' && name.test(metadata.name))
  const files = found.flatMap((object) => Object.entries(valueAt(object, ['data']) as Record<string, string>))
  const groups = files.map(([file, text]) => [file, (parse(text) as { groups: readonly Group[] }).groups] as const)
  return new Map([...Map.groupBy(groups, ([file]) => file)].map(([file, all]) => [file, all.flatMap(([, one]) => one)]))
}

const ofRuler = /^thanos-rule-rules/
const alertsIn = (files: ReadonlyMap<string, readonly Group[]>): readonly string[] =>
  [...files.values()].flat().flatMap(({ rules }) => rules.flatMap(({ alert }) => alert ?? []))

it('has no sidecar, no blocks, no bucket and no rules', () => {
  const pod = JSON.stringify(valueAt(find(alone, 'StatefulSet', 'prometheus'), ['spec', 'template', 'spec']))
  expect(pod).toContain('"--agent","--storage.agent.path=/prometheus/agent"')
  for (const part of ['sidecar', 'tsdb', 'objstore', 'BUCKET', 'rules']) expect(pod).not.toContain(part)
  expect(alone.some(({ metadata }) => metadata.name === 'prometheus-rules')).toBe(false)
  expect(Object.keys(documentOf<object>(alone, 'prometheus', 'prometheus.yaml'))).toEqual([
    'global',
    'remote_write',
    'scrape_configs',
  ])
  expect(documentOf<object>(alone, 'thanos-query', 'endpoints.yaml')).not.toMatchObject({
    endpoints: expect.arrayContaining([{ address: expect.stringContaining('sidecar') }]),
  })
  const account = find(withOperator, 'ServiceAccount', 'prometheus')
  expect(account.metadata.annotations).toBeUndefined()
})

it('sends to the receivers, with TLS where the environment has it, and to others', () => {
  const written = (objects: readonly KubernetesObject[], name: string) =>
    documentOf<{ remote_write: unknown }>(objects, name, 'prometheus.yaml').remote_write
  const router = 'thanos-receive-router.kube-monitor.svc.cluster.local:19291/api/v1/receive'
  expect(written(alone, 'prometheus')).toEqual([{ url: `http://${router}` }])
  expect(written(shards, 'prometheus-2')).toEqual([
    { url: `https://${router}`, tls_config: { ca_file: '/etc/thanos-tls/ca.crt' } },
    { url: 'https://receive.example.com:8443/api/v1/receive' },
  ])
})

it('evaluates in the ruler what a server evaluates, but for what an agent does not have', () => {
  const server = new Set(alertsIn(filesOf(objectsOf('ruler-writes-elsewhere'), /-rules$/)))
  const agents = new Set(alertsIn(filesOf(shards, ofRuler)))
  const missing = [...server].filter((alert) => !agents.has(alert))
  expect(missing.filter((alert) => !alert.startsWith('ThanosSidecar')).toSorted()).toEqual([
    'PrometheusAlertmanagerErrors',
    'PrometheusDropsNotifications',
    'PrometheusHasNoAlertmanager',
    'PrometheusIsFull',
    'PrometheusMissesEvaluations',
    'PrometheusNotificationQueueFills',
    'PrometheusReachesNoAlertmanager',
    'PrometheusRuleFailures',
    'ThanosRuleRemoteWriteFails',
    'ThanosRuleRemoteWriteFallsBehind',
  ])
  for (const alert of [
    'Watchdog',
    'PrometheusRemoteWriteFails',
    'PrometheusIngestsNothing',
    'PrometheusStorageFailures',
  ])
    expect([...agents]).toContain(alert)
})

it('evaluates rules about the stack also with partial data, and gives all results the label of the cluster', () => {
  const files = filesOf(alone, ofRuler)
  for (const [file, strategy] of [
    ['thanos.yaml', 'warn'],
    ['prometheus.yaml', 'warn'],
    ['replicas.yaml', 'warn'],
    ['alertmanager.yaml', 'warn'],
    ['watchdog.yaml', 'warn'],
    ['kubernetes.yaml', 'abort'],
    ['targets.yaml', 'abort'],
  ] as const) {
    expect(files.get(file)?.length, file).toBeGreaterThan(0)
    for (const { partial_response_strategy: found, labels } of files.get(file)!) {
      expect(found, file).toBe(strategy)
      expect(labels, file).toEqual({ cluster: 'agent' })
    }
  }
  expect([...files.get('thanos.yaml')!.map(({ name }) => name)]).not.toContain('thanos-sidecar')
})

it('has the alerts about rulers in the group of the watchdog alone', () => {
  const files = filesOf(shards, ofRuler)
  const [watchdog] = files.get('watchdog.yaml')!
  expect(watchdog!.rules.map(({ alert, labels }) => [alert, labels?.shard])).toEqual([
    ['Watchdog', undefined],
    ['ThanosRuleIsDown', '0'],
    ['ThanosRuleIsDown', '1'],
  ])
  expect(alertsIn(files).filter((alert) => alert === 'ThanosRuleIsDown')).toHaveLength(2)
})

it('leaves the rules about the stack to a Prometheus of the operator', () => {
  expect([...filesOf(withOperator, ofRuler).keys()].toSorted()).toEqual([
    'global.yaml',
    'kubernetes.yaml',
    'targets.yaml',
    'watchdog.yaml',
  ])
  const rules = withOperator.filter(({ kind }) => kind === 'PrometheusRule')
  expect(rules.map(({ metadata }) => metadata.name).toSorted()).toEqual([
    'thanos-alertmanager',
    'thanos-prometheus',
    'thanos-replicas',
    'thanos-thanos',
  ])
  expect(JSON.stringify(rules)).not.toMatch(
    /job=\\"thanos-sidecar|prometheus_rule_evaluation_failures_total\{job=\\"prometheus/,
  )
})

it('has no dashboard of sidecars', () => {
  const dashboards = Object.keys(valueAt(find(shards, 'ConfigMap', 'grafana-dashboards-thanos'), ['data']) as object)
  expect(dashboards).toContain('thanos-receive.json')
  expect(dashboards).not.toContain('thanos-sidecar.json')
})

it('opens the receivers to Prometheus, and neither the bucket nor a StoreAPI', () => {
  const peers = (name: string) => JSON.stringify(find(alone, 'NetworkPolicy', name))
  const prometheus = '"app.kubernetes.io/name":"prometheus"'
  expect(peers('thanos-receive-router')).toMatch(new RegExp(`${prometheus}[^]*"port":"remote-write"`))
  expect(peers('seaweedfs')).not.toContain(prometheus)
  expect(valueAt(find(alone, 'NetworkPolicy', 'thanos-query'), ['spec', 'egress', '1', 'to'])).toHaveLength(1)
  expect(peers('prometheus')).not.toContain('grpc')
})
