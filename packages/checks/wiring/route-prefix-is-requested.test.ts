import { describe, expect, it } from 'vitest'
import { problemsIn, service, workload } from '../engine/testing.ts'
import { routePrefixIsRequested } from './route-prefix-is-requested.ts'

const server = (name: string, image: string, args: string, port: number, probe = ''): string =>
  service(name, `ports: [{name: web, port: ${port}}]`) + workload(name, `image: ${image}\nargs: [${args}]\n${probe}`)
const alertmanager = (prefix: string): string =>
  server('alertmanager', 'quay.io/prometheus/alertmanager:v0.34.0', `--config.file=/a, ${prefix}`, 9093)
const config = (key: string, text: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: monitoring}\ndata:\n  ${key}: |\n    ${text}\n---\n`
const alerting = (fields: string): string =>
  config(
    'prometheus.yaml',
    `{alerting: {alertmanagers: [{static_configs: [{targets: ["alertmanager.monitoring.svc:9093"]}]${fields}}]}}`,
  )
const problems = (yaml: string): string[] =>
  problemsIn(routePrefixIsRequested, yaml).map((text) => text.replace(/^\d+: /, ''))

describe('route-prefix-is-requested', () => {
  it.each(['--web.route-prefix=/alerts', '--web.external-url=https://example.com/alerts/'])(
    'reports Alertmanager with %s and no path_prefix',
    (flag) => {
      expect(problems(alerting('') + alertmanager(flag))).toEqual([
        'ConfigMap/c: alertmanager.monitoring.svc:9093 does not request the path /alerts, below which alertmanager in Deployment/alertmanager serves everything.',
      ])
      expect(problems(alerting(', path_prefix: /alerts') + alertmanager(flag))).toEqual([])
    },
  )

  it.each([
    '--web.external-url=https://example.com/',
    '"--web.external-url=https://example.com/alerts", --web.route-prefix=/',
  ])('accepts %s without a path_prefix', (flag) => expect(problems(alerting('') + alertmanager(flag))).toEqual([]))

  it('reports a datasource without the prefix of thanos query', () => {
    const datasource = (path: string): string =>
      config('ds.yaml', `{datasources: [{type: prometheus, url: "http://query.monitoring.svc:10902${path}"}]}`)
    const query = server('query', 'quay.io/thanos/thanos:v0.42.4', 'query, --web.external-prefix=/thanos', 10902)
    expect(problems(datasource('') + query)).toHaveLength(1)
    expect(problems(datasource('/thanos') + query)).toEqual([])
  })

  it.each([
    ['a query frontend', 'query-frontend, --query-frontend.downstream-url=URL'],
    ['a ruler', 'rule, --query=URL'],
  ])('reports %s that sends queries without the prefix', (_title, args) => {
    const query = server('query', 'quay.io/thanos/thanos:v0.42.4', 'query, --web.route-prefix=/thanos', 10902)
    const client = (path: string): string =>
      workload(
        'client',
        `image: quay.io/thanos/thanos:v0.42.4\nargs: [${args.replace('URL', `http://query.monitoring.svc:10902${path}`)}]\n`,
      )
    expect(problems(client('') + query)).toEqual([
      'Deployment/client: http://query.monitoring.svc:10902 does not request the path /thanos, below which thanos query in Deployment/query serves everything.',
    ])
    expect(problems(client('/thanos') + query)).toEqual([])
  })

  it('reports probes of Prometheus without the prefix', () => {
    const prometheus = (path: string): string =>
      server(
        'prometheus',
        'prom/prometheus:v3.13.2',
        '--config.file=/a, --web.external-url=http://x/prometheus',
        9090,
        `readinessProbe: {httpGet: {path: ${path}, port: 9090}}`,
      )
    expect(problems(prometheus('/-/ready'))).toEqual([
      'Deployment/prometheus: the readinessProbe requests /-/ready, but prometheus serves everything below /prometheus.',
    ])
    expect(problems(prometheus('/prometheus/-/ready'))).toEqual([])
  })
})
