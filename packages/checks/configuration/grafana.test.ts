import { expect, it } from 'vitest'
import { problemsIn } from '../engine/testing.ts'
import { dashboardQueryProblem, readableQuery, variableInString } from './dashboard-query.ts'
import { dashboardVariablesExist } from './dashboard-variables-exist.ts'
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

const prometheus = { type: 'prometheus', uid: 'prom' }

it('finds a variable that the dashboard does not have, in the panels of collapsed rows too', () => {
  const templating = { list: [{ name: 'job' }] }
  const query = (expr: string): object => ({ title: 'B', datasource: prometheus, targets: [{ expr }] })
  const dashboard = (expr: string): object => ({ templating, panels: [{ type: 'row', panels: [query(expr)] }] })
  const found = (expr: string): readonly string[] =>
    problemsIn(dashboardVariablesExist, grafana({ dashboards: { 'a.json': dashboard(expr) } })).map((text) =>
      text.replace(/^\d+: /, ''),
    )
  expect(found('rate(a{job=~"$jobs"}[$__rate_interval])')).toEqual([
    'ConfigMap/dashboards: the panel "B" of a.json uses the variable jobs, which the dashboard does not have.',
  ])
  expect(found('rate(a{job=~"$job", b="${job:regex}", c=~"[[job]]"}[$__rate_interval])')).toEqual([])
  expect(found('label_replace(a, "b", "$1", "c", "(.*)")')).toEqual([])
})

it.each([
  ['rate(a{b=~"$b.*"}[$__rate_interval])', `rate(a{b=~"${variableInString}.*"}[5m])`],
  ['topk($n, a)', undefined],
])('reads the query %s with values for its variables', (query, expected) => expect(readableQuery(query)).toBe(expected))
