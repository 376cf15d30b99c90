import { conditionOf, type KubernetesObject, mappingOf, shardLabel, valueAt } from '@thanos-gitops/manifest'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { rulerFiles } from './rules/of-ruler.ts'
import { variantRenderer } from './testing/render-variant.ts'
import { variants } from './testing/variants.ts'

const objects = variantRenderer()(variants.find(({ name }) => name === 'prometheus-shards')!).manifests.map(
  ({ object }) => object,
)
const namesOf = (kind: string): readonly string[] =>
  objects
    .filter((object) => object.kind === kind && object.metadata.name.startsWith('thanos-rule'))
    .map(({ metadata }) => metadata.name)
const find = (kind: string, name: string): KubernetesObject =>
  objects.find((object) => object.kind === kind && object.metadata.name === name)!
const dataOf = (name: string) => mappingOf(valueAt(find('ConfigMap', name), ['data']))

interface Rules {
  readonly groups: readonly {
    readonly name: string
    readonly rules: readonly { readonly alert?: string; readonly expr: string; readonly labels?: { shard?: string } }[]
  }[]
}
const groupsIn = (text: unknown): Rules['groups'] => (parse(String(text)) as Rules).groups

it('has each group of the base in exactly one shard', () => {
  const divided = ['0', '1'].flatMap((shard) =>
    Object.entries(dataOf(`thanos-rule-rules-${shard}`)).flatMap(([file, text]) =>
      groupsIn(text).map(({ name }) => `${file}/${name}`),
    ),
  )
  // Prometheus is no agent here, so the ruler does not have the rules about the stack.
  const isOfAgents = (rules: object): boolean =>
    conditionOf(rules)?.every((condition) => condition.includes('prometheus.agent')) ?? false
  const all = Object.entries(rulerFiles)
    .filter(([, rules]) => !isOfAgents(rules))
    .flatMap(([file, { groups }]) => (groups as Rules['groups']).map(({ name }) => `${file}/${name}`))
  expect(divided.sort()).toEqual(all.sort())
})

it.each(['0', '1'])('has a ruler with an address, a certificate and a disruption budget in shard %s', (shard) => {
  const name = `thanos-rule-${shard}`
  for (const kind of ['Service', 'StatefulSet', 'Certificate', 'PodDisruptionBudget'])
    expect(namesOf(kind), kind).toEqual(['thanos-rule-0', 'thanos-rule-1'])
  const selector = { 'app.kubernetes.io/name': 'thanos-rule', [shardLabel]: shard }
  expect(valueAt(find('Service', name), ['spec', 'selector'])).toMatchObject(selector)
  const pod = ['spec', 'template', 'spec']
  expect(valueAt(find('StatefulSet', name), [...pod, 'volumes'])).toContainEqual({
    name: 'rules',
    configMap: { name: `thanos-rule-rules-${shard}` },
  })
  // The name of the pod contains the shard, so the streams of blocks of the shards differ.
  const args = valueAt(find('StatefulSet', name), [...pod, 'containers', '0', 'args'])
  expect(args).toEqual(
    expect.arrayContaining(['--label=rule_replica="$(POD_NAME)"', '--alert.label-drop=rule_replica']),
  )
  const endpoints = dataOf('thanos-query')['endpoints.yaml']
  expect(endpoints).toContain(`dnssrv+_grpc._tcp.${name}.kube-monitor.svc.cluster.local`)
})

it('restarts the pods of a shard when its groups change, and not those of the others', () => {
  const checksums = ['0', '1'].map((shard) =>
    valueAt(find('StatefulSet', `thanos-rule-${shard}`), [
      'spec',
      'template',
      'metadata',
      'annotations',
      'checksum/thanos-rule-rules',
    ]),
  )
  expect(checksums).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/), expect.stringMatching(/^[0-9a-f]{16}$/)])
  expect(checksums[0]).not.toBe(checksums[1])
})

it('has an alert for each shard without a pod, and for missing replicas', () => {
  const alerts = Object.values(dataOf('prometheus-rules')).flatMap((text) =>
    groupsIn(text).flatMap(({ rules }) => rules),
  )
  const down = alerts.filter(({ alert }) => alert === 'ThanosRuleIsDown')
  expect(down.map(({ expr, labels }) => [expr, labels?.shard])).toEqual(
    ['0', '1'].map((shard) => [`absent(up{job="thanos-rule", pod=~"thanos-rule-${shard}-[0-9]+"} == 1)`, shard]),
  )
  const missing = alerts.filter(({ alert, expr }) => alert === 'ReplicasMissing' && expr.includes('thanos-rule'))
  expect(missing.map(({ labels }) => labels?.shard)).toEqual(['0', '1'])
})
