import { describe, expect, it } from 'vitest'
import { problemsIn, service, workload } from '../engine/testing.ts'
import { httpTlsEndsMatch } from '../thanos/http-tls-ends-match.ts'
import { tlsFilesAreComplete } from '../thanos/tls-files-are-complete.ts'
import { certificate, configMap, frontend, query, scrape } from './testing.ts'

const withoutLines = (text: string): string => text.replace(/^\d+: /, '').replaceAll(/a\.yaml:\d+/g, 'a.yaml:N')
const found = (yaml: string): string[] => problemsIn(httpTlsEndsMatch, yaml).map(withoutLines)
const incomplete = (yaml: string): string[] => problemsIn(tlsFilesAreComplete, yaml).map(withoutLines)
const server = 'thanos query in Deployment/thanos-query'
const plainQuery = query.replace(', --http.config=/tls/web.yaml', '')
const named = (name: string): string =>
  scrape(`scheme: https, tls_config: {ca_file: /tls/ca.crt, server_name: ${name}}`)

describe('a scrape job', () => {
  it.each<[what: string, yaml: string, message: string]>([
    [
      'in plain text',
      query + scrape('scheme: http'),
      `ConfigMap/prometheus: the scrape job pods uses plain HTTP, but ${server} serves HTTP with TLS (a.yaml:N).`,
    ],
    [
      'with TLS to a plain server',
      plainQuery + named('thanos-query.monitoring.svc'),
      `ConfigMap/prometheus: the scrape job pods uses TLS, but ${server} serves plain HTTP (a.yaml:N).`,
    ],
    [
      'with another name',
      query + named('thanos-query'),
      `ConfigMap/prometheus: the certificate of ${server} is not for thanos-query, which the scrape job pods expects, but for thanos-query.monitoring.svc (a.yaml:N).`,
    ],
    [
      'without a name',
      query + scrape('scheme: https, tls_config: {ca_file: /tls/ca.crt}'),
      `ConfigMap/prometheus: the scrape job pods connects to IP addresses, which the certificate of ${server} does not have, and sets no server name (a.yaml:N).`,
    ],
  ])('is found %s', (_, yaml, message) => expect(found(yaml)).toEqual([message]))

  it('is accepted with the name of the certificate, and with the scheme of a relabelling step', () => {
    expect(found(query + named('thanos-query.monitoring.svc'))).toEqual([])
    const relabelled = 'relabel_configs: [{target_label: __scheme__, replacement: http}]'
    expect(found(plainQuery + scrape(`scheme: https, ${relabelled}`))).toEqual([])
    expect(found(query + scrape(`scheme: https, ${relabelled}`))).toHaveLength(1)
  })
})

it('finds a query frontend that expects another name than that of the certificate', () => {
  expect(found(query + frontend('{tls_config: {ca_file: /tls/ca.crt}}'))).toEqual([])
  expect(found(query + frontend('{tls_config: {ca_file: /tls/ca.crt, server_name: other}}'))).toHaveLength(1)
})

const alertmanager = (gossip: string): string =>
  certificate('alertmanager', '"*.alertmanager.monitoring.svc", alertmanager.monitoring.svc') +
  configMap('gossip', 'gossip.yaml', gossip) +
  workload(
    'alertmanager',
    "image: quay.io/prometheus/alertmanager:v0.34.0\nargs: ['--cluster.tls-config=/gossip/gossip.yaml']\nvolumeMounts: [{name: tls, mountPath: /tls}, {name: gossip, mountPath: /gossip}]",
    'volumes: [{name: tls, secret: {secretName: alertmanager-tls}}, {name: gossip, configMap: {name: gossip}}]',
    'StatefulSet',
  )
const files = 'cert_file: /tls/tls.crt, key_file: /tls/tls.key'
const required = 'client_auth_type: RequireAndVerifyClientCert, client_ca_file: /tls/ca.crt'
const trusting = 'ca_file: /tls/ca.crt, server_name: alertmanager.monitoring.svc'

describe('the gossip of Alertmanager', () => {
  it.each<[what: string, gossip: string, count: number]>([
    [
      'a client without a certificate',
      `{tls_server_config: {${files}, ${required}}, tls_client_config: {${trusting}}}`,
      1,
    ],
    [
      'a client without a name',
      `{tls_server_config: {${files}, ${required}}, tls_client_config: {${files}, ca_file: /tls/ca.crt}}`,
      1,
    ],
    ['both ends', `{tls_server_config: {${files}, ${required}}, tls_client_config: {${files}, ${trusting}}}`, 0],
  ])('with %s has %2$s findings', (_, gossip, count) => expect(found(alertmanager(gossip))).toHaveLength(count))
})

describe('a configuration of TLS', () => {
  it.each<[what: string, yaml: string, message: string]>([
    [
      'without a key',
      query.replace(', key_file: /tls/tls.key', ''),
      `ConfigMap/web: ${server} has no key for TLS, so it does not start.`,
    ],
    [
      'with a file that no volume contains',
      query.replace('key_file: /tls/tls.key', 'key_file: /tls/key.pem'),
      `ConfigMap/web: no volume contains /tls/key.pem, the key of ${server}, so it does not start.`,
    ],
    [
      'with an authority of clients that it does not use',
      query.replace('key_file: /tls/tls.key', 'key_file: /tls/tls.key, client_ca_file: /tls/ca.crt'),
      `ConfigMap/web: ${server} has only one of client_auth_type and client_ca_file, which need each other.`,
    ],
    [
      'with the certificate of a client alone',
      query + frontend('{tls_config: {cert_file: /tls/tls.crt}}'),
      'Deployment/frontend: thanos query-frontend in Deployment/frontend has only one of cert_file and key_file, which need each other.',
    ],
  ])('is found %s', (_, yaml, message) => expect(incomplete(yaml)).toEqual([message]))

  it('is accepted with all of its files', () => expect(incomplete(query + frontend('{}'))).toEqual([]))
})

describe('a program without a catalogue of flags', () => {
  const exporter = (args: string, scheme: string): string =>
    configMap('web', 'web.yaml', '{tls_server_config: {cert_file: /tls/tls.crt, key_file: /tls/tls.key}}') +
    certificate('exporter', 'metrics.monitoring.svc') +
    workload(
      'kube-state-metrics',
      `image: registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.19.1\nargs: [${args}]\nports: [{name: http, containerPort: 8080}]\nreadinessProbe: {httpGet: {path: /, port: http${scheme}}}\nvolumeMounts: [{name: tls, mountPath: /tls}]`,
      'volumes: [{name: tls, projected: {sources: [{secret: {name: exporter-tls}}, {configMap: {name: web}}]}}]',
    )

  it('has probes with the scheme of its server', () => {
    const title = 'kube-state-metrics in Deployment/kube-state-metrics'
    expect(found(exporter('--tls-config=/tls/web.yaml', ''))).toEqual([
      `Deployment/kube-state-metrics: ${title} serves HTTP with TLS, but the readinessProbe uses plain HTTP.`,
    ])
    expect(found(exporter('', ', scheme: HTTPS'))).toEqual([
      `Deployment/kube-state-metrics: the readinessProbe uses HTTPS, but ${title} serves plain HTTP.`,
    ])
    expect(found(exporter('--tls-config=/tls/web.yaml', ', scheme: HTTPS'))).toEqual([])
    expect(incomplete(exporter('--tls-config=/tls/other.yaml', ''))).toEqual([
      'Deployment/kube-state-metrics: no volume contains /tls/other.yaml, so kube-state-metrics does not start.',
    ])
  })

  it('is not compared behind a proxy, and with a setting in another file', () => {
    const behind = exporter('"--host=127.0.0.1"', ', scheme: HTTPS')
    expect(found(behind)).toEqual([])
    const grafana = (mount: string): string =>
      workload(
        'grafana',
        `image: docker.io/grafana/grafana:13.2.2\nports: [{name: http, containerPort: 3000}]\nreadinessProbe: {httpGet: {path: /, port: http, scheme: HTTPS}}\nvolumeMounts: [{name: a, mountPath: ${mount}}]`,
        'volumes: [{name: a, configMap: {name: a}}]',
      )
    expect(found(grafana('/etc/grafana/grafana.ini'))).toEqual([])
    expect(found(grafana('/var/lib/grafana'))).toHaveLength(1)
  })

  it('is reached with its scheme: a proxy in front of Grafana', () => {
    const grafana =
      service('grafana', 'ports: [{name: http, port: 3000}]') +
      workload('grafana', 'image: docker.io/grafana/grafana:13.2.2\nenv: [{name: GF_SERVER_PROTOCOL, value: https}]')
    const proxy = (scheme: string): string =>
      workload(
        'proxy',
        `image: quay.io/oauth2-proxy/oauth2-proxy:v7.15.6\nargs: ['--upstream=${scheme}://grafana.monitoring.svc:3000/']`,
      )
    expect(found(grafana + proxy('http'))).toEqual([
      'Deployment/proxy: oauth2-proxy in Deployment/proxy uses plain HTTP, but grafana in Deployment/grafana serves HTTP with TLS (a.yaml:N).',
    ])
    expect(found(grafana + proxy('https'))).toEqual([])
  })
})

describe('a PodMonitor', () => {
  const monitor = (fields: string) => `---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: {name: stack, namespace: monitoring}
spec: {selector: {matchLabels: {app: thanos-query}}, podMetricsEndpoints: [{port: http, ${fields}}]}
`
  const name = 'thanos-query.monitoring.svc'

  it.each<[what: string, yaml: string, message: string]>([
    [
      'in plain text',
      query + monitor('interval: 1m'),
      `PodMonitor/stack: PodMonitor/stack uses plain HTTP, but ${server} serves HTTP with TLS (a.yaml:N).`,
    ],
    [
      'with TLS to a plain server',
      plainQuery + monitor(`scheme: https, tlsConfig: {serverName: ${name}}`),
      `PodMonitor/stack: PodMonitor/stack uses TLS, but ${server} serves plain HTTP (a.yaml:N).`,
    ],
    [
      'with another name',
      query + monitor('scheme: https, tlsConfig: {serverName: other}'),
      `PodMonitor/stack: the certificate of ${server} is not for other, which PodMonitor/stack expects, but for ${name} (a.yaml:N).`,
    ],
  ])('is found %s', (_, yaml, message) => expect(found(yaml)).toEqual([message]))

  it('is accepted with the name of the certificate, and with the scheme of a relabelling step', () => {
    expect(found(query + monitor(`scheme: https, tlsConfig: {serverName: ${name}}`))).toEqual([])
    const relabelled = 'relabelings: [{targetLabel: __scheme__, replacement: http}]'
    expect(found(plainQuery + monitor(`scheme: https, ${relabelled}`))).toEqual([])
  })
})
