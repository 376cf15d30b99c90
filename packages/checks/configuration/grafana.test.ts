import { expect, it } from 'vitest'
import { problemsIn } from '../engine/testing.ts'
import { dashboardQueryProblem } from './dashboard-query.ts'
import { grafanaDashboardsAreValid } from './grafana-dashboards-are-valid.ts'
import { grafanaProvisioningIsValid } from './grafana-provisioning-is-valid.ts'

const panel = (fields: object): object => ({ panels: [{ title: 'A', ...fields }], uid: 'one' })

const grafana = (options: {
  readonly dashboards?: Readonly<Record<string, object>>
  readonly datasources?: readonly object[]
  readonly path?: string
}): string => {
  const data = Object.entries(options.dashboards ?? {}).map(([key, value]) => `  ${key}: '${JSON.stringify(value)}'`)
  return `apiVersion: v1
kind: Pod
metadata: {name: grafana}
spec:
  containers:
    - name: grafana
      image: grafana/grafana:13.1.3
      volumeMounts: [{name: p, mountPath: /etc/grafana/provisioning/dashboards}, {name: d, mountPath: /dashboards/a}]
  volumes: [{name: p, configMap: {name: provisioning}}, {name: d, configMap: {name: dashboards}}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: provisioning}
data:
  providers.yaml: |
    apiVersion: 1
    providers: [{name: default, options: {path: ${options.path ?? '/dashboards'}}}]
  datasources.yaml: |
    apiVersion: 1
    datasources: ${JSON.stringify(options.datasources ?? [{ name: 'a', uid: 'prom', type: 'prometheus' }])}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: dashboards}
data:
  none: ""
${data.join('\n')}
`
}

const inDashboards = (dashboards: Readonly<Record<string, object>>): readonly string[] =>
  problemsIn(grafanaDashboardsAreValid, grafana({ dashboards })).map((text) => text.replace(/^\d+: /, ''))

it('finds a datasource that is not provisioned', () => {
  expect(inDashboards({ 'a.json': panel({ datasource: { uid: 'pron', type: 'prometheus' } }) })).toEqual([
    'ConfigMap/dashboards: the panel "A" uses the datasource pron, which is not provisioned.',
  ])
})

it('finds a query that does not parse', () => {
  const target = { expr: 'sum(rate(up{job=~"$job"}[$__rate_interval]) by (job)', datasource: { type: 'prometheus' } }
  expect(inDashboards({ 'a.json': panel({ targets: [target] }) })).toEqual([
    expect.stringMatching(/^ConfigMap\/dashboards: the panel "A" has a query that Prometheus refuses: /),
  ])
})

it('finds two dashboards with one uid', () => {
  expect(inDashboards({ 'a.json': panel({}), 'b.json': panel({ id: 2 }) })).toEqual([
    'ConfigMap/dashboards: the dashboard b.json has the uid one, which a.json of ConfigMap/dashboards has too.',
  ])
})

it.each([
  ['a variable as the datasource', panel({ datasource: { uid: '${datasource}' } })],
  ['a datasource of Grafana', panel({ datasource: { uid: '-- Mixed --' } })],
  [
    'a query of another language',
    panel({ datasource: { type: 'loki', uid: 'prom' }, targets: [{ expr: '{a="b"} |= "c"' }] }),
  ],
])('accepts %s', (_, dashboard) => expect(inDashboards({ 'a.json': dashboard })).toEqual([]))

it.each([
  'sum(rate(a{job=~"$job", $filter}[$__rate_interval])) by ($group)',
  'topk($n, ${metric:raw}{x="[[y]]"})',
  'rate(a[${interval}:] offset $offset)',
  '$query',
  'a > $limit',
  'histogram_quantile(0.$quantile, a)',
])('accepts the variables of %s', (query) => expect(dashboardQueryProblem(query)).toBeUndefined())

it('finds a provider whose folder no volume has', () => {
  expect(problemsIn(grafanaProvisioningIsValid, grafana({ path: '/var/dashboards' }))).toEqual([
    '17: ConfigMap/provisioning: the provider default reads /var/dashboards, but no volume is mounted there.',
  ])
  for (const path of ['/dashboards', '/dashboards/a', '/dashboards/a/b'])
    expect(problemsIn(grafanaProvisioningIsValid, grafana({ path }))).toEqual([])
})

it('finds two default datasources, and one uid twice', () => {
  const datasources = [
    { name: 'a', uid: 'x', isDefault: true },
    { name: 'b', uid: 'x', isDefault: true },
  ]
  expect(
    problemsIn(grafanaProvisioningIsValid, grafana({ datasources })).map((text) => text.replace(/^\d+: /, '')),
  ).toEqual([
    'ConfigMap/provisioning: the datasource b is the default, and a too. Grafana does not start.',
    'ConfigMap/provisioning: the datasource b has the uid x, and a too. Grafana does not start.',
  ])
})
