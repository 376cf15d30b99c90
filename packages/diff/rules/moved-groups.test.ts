import { expect, it } from 'vitest'
import { diff } from '../testing/objects.ts'

const group = (name: string) => `  - name: ${name}\n    rules: [{record: ${name}:up, expr: sum(up)}]\n`

/** One ruler for each list of groups; a list alone has no suffix. */
function rulers(shards: readonly (readonly string[])[], flag = '--tsdb.retention=48h') {
  return shards.flatMap((groups, shard) => {
    const suffix = shards.length === 1 ? '' : `-${shard}`
    const labels = { app: 'thanos-rule', ...(shards.length === 1 ? {} : { 'thanos-gitops/shard': String(shard) }) }
    const rules = `thanos-rule-rules${suffix}`
    return [
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: rules, namespace: 'shop', labels },
        data: groups.length === 0 ? {} : { 'team.yaml': `groups:\n${groups.map(group).join('')}` },
      },
      {
        apiVersion: 'apps/v1',
        kind: 'StatefulSet',
        metadata: { name: `thanos-rule${suffix}`, namespace: 'shop', labels },
        spec: {
          replicas: 2,
          serviceName: 'thanos-rule',
          selector: { matchLabels: labels },
          template: {
            metadata: { labels, annotations: { checksum: groups.join() } },
            spec: {
              containers: [
                {
                  name: 'thanos-rule',
                  image: 'quay.io/thanos/thanos:v0.42.4',
                  args: ['rule', '--rule-file=/etc/thanos/rules/*.yaml', flag],
                  volumeMounts: [{ name: 'rules', mountPath: '/etc/thanos/rules' }],
                },
              ],
              volumes: [{ name: 'rules', configMap: { name: rules } }],
            },
          },
          ...(flag.startsWith('--remote-write')
            ? {}
            : { volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'] } }] }),
        },
      },
    ]
  })
}

const stateless = '--remote-write.config-file=/etc/thanos/rule/remote-write.yaml'
type Side = Parameters<typeof rulers>

const changesOf = (before: Side, after: Side, name: string) =>
  diff(rulers(...before), rulers(...after)).objects.find(
    (one) => one.kind === name.split('/')[0] && one.name === name.split('/')[1],
  )

const reasons = (before: Side, after: Side, name: string): string =>
  changesOf(before, after, name)
    ?.changes.map(({ why }) => why)
    .join('\n') ?? ''

it('reports which group moves to another shard, and that its alerts are pending again', () => {
  const added: [Side, Side] = [[[['a', 'b'], ['c']]], [[['a'], ['c'], ['b']]]]
  const why = reasons(...added, 'ConfigMap/thanos-rule-rules-0')
  expect(why).toContain('The group b moves to thanos-rule-rules-2. Alerts with `for` are pending again')
  expect(why).toContain('StatefulSet/thanos-rule-0 restarts in the same change.')
  expect(changesOf(...added, 'ConfigMap/thanos-rule-rules-1')).toBeUndefined()
})

it('reports the groups of a file that a shard no longer has', () => {
  expect(reasons([[['a', 'b'], ['c']]], [[[], ['a', 'b', 'c']]], 'ConfigMap/thanos-rule-rules-0')).toContain(
    'The groups a, b move to thanos-rule-rules-1.',
  )
})

it('reports the groups that a shard gets', () => {
  expect(reasons([[['a'], ['b'], ['c']]], [[['a', 'c'], ['b']]], 'ConfigMap/thanos-rule-rules-0')).toContain(
    'The group c moves from thanos-rule-rules-2.',
  )
})

it('has no such reason for groups that are new or removed', () => {
  expect(reasons([[['a', 'b'], ['c']]], [[['a', 'd'], ['c']]], 'ConfigMap/thanos-rule-rules-0')).not.toContain('move')
})

it('reports that rulers without storage read the state of alerts from the query', () => {
  expect(
    reasons([[['a', 'b'], ['c']], stateless], [[['a'], ['b', 'c']], stateless], 'ConfigMap/thanos-rule-rules-0'),
  ).toContain('The ruler that takes over reads since when alerts are pending from the query.')
})

it.each<[string, Side, Side, string]>([
  ['the first shards', [[['a', 'b']]], [[['a'], ['b']]], 'StatefulSet/thanos-rule'],
  ['a removed shard', [[['a'], ['b'], ['c']]], [[['a', 'c'], ['b']]], 'StatefulSet/thanos-rule-2'],
  ['the removal of all shards', [[['a'], ['b']]], [[['a', 'b']]], 'StatefulSet/thanos-rule-1'],
])('reports with %s the series that are not uploaded, and who evaluates the groups', (_, before, after, name) => {
  const removed = changesOf(before, after, name)
  expect(removed).toMatchObject({ class: 'risk', remedy: { id: 'upload-series-of-a-ruler' } })
  expect(removed?.why).toMatch(/StatefulSet\/thanos-rule(-0, StatefulSet\/thanos-rule-1)? evaluate its groups/)
})

it('reports the same where the first shard looks like a new name of the ruler', () => {
  const extra = Array.from({ length: 20 }, (_, index) => `--label=l${index}="a"`)
  const withLabels = (...side: Side) =>
    rulers(...side).map(
      (object) =>
        JSON.parse(
          JSON.stringify(object).replace('"rule",', `"rule",${JSON.stringify(extra).slice(1, -1)},`),
        ) as typeof object,
    )
  const [renamed] = diff(withLabels([['a', 'b']]), withLabels([['a'], ['b']])).objects.filter(
    ({ kind, status }) => kind === 'StatefulSet' && status === 'renamed',
  )
  expect(renamed).toMatchObject({ was: 'thanos-rule', class: 'risk', remedy: { id: 'upload-series-of-a-ruler' } })
  expect(renamed?.why).toContain('StatefulSet/thanos-rule-0, StatefulSet/thanos-rule-1 evaluate its groups')
})

it('reports no data of a removed ruler without storage', () => {
  const removed = changesOf(
    [[['a'], ['b'], ['c']], stateless],
    [[['a'], ['b', 'c']], stateless],
    'StatefulSet/thanos-rule-2',
  )
  expect(removed).toMatchObject({ class: 'restart' })
  expect(removed?.why).not.toContain('uploaded')
})

it('reports an outage where no ruler is left', () => {
  const found = diff(rulers([['a'], ['b']]), []).objects.find((one) => one.kind === 'StatefulSet')
  expect(found).toMatchObject({ class: 'outage' })
})
