import { describe, expect, it } from 'vitest'
import { problemsIn, service, workload } from '../engine/testing.ts'
import { addressesUseTheRightScheme } from './addresses-use-the-right-scheme.ts'

const web = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web, namespace: monitoring}\ndata: {web.yaml: "{tls_server_config: {cert_file: a, key_file: b}}"}\n---\n`
const server = (tls: boolean, probe = ''): string =>
  service('prometheus', 'ports: [{name: web, port: 9090}]') +
  workload(
    'prometheus',
    `image: prom/prometheus:v3.13.2\nargs: [--config.file=/a${tls ? ', --web.config.file=/web/web.yaml' : ''}]\nvolumeMounts: [{name: web, mountPath: /web}]\n${probe}`,
    'volumes: [{name: web, configMap: {name: web}}]',
  ) +
  web
const client = (url: string): string => workload('frontend', `image: a:1\nargs: ["--url=${url}"]`)
const problems = (yaml: string): string[] =>
  problemsIn(addressesUseTheRightScheme, yaml).map((text) => text.replace(/^\d+: /, ''))

describe('addresses-use-the-right-scheme', () => {
  it.each([
    [
      'https',
      false,
      'https://prometheus.monitoring.svc:9090 uses https, but prometheus in Deployment/prometheus serves HTTP without TLS.',
    ],
    [
      'http',
      true,
      'http://prometheus.monitoring.svc:9090 uses http, but prometheus in Deployment/prometheus requires TLS.',
    ],
  ])('reports %s if TLS is %s', (scheme, tls, message) =>
    expect(problems(client(`${scheme}://prometheus.monitoring.svc:9090`) + server(tls))).toEqual([
      `Deployment/frontend: ${message}`,
    ]),
  )

  it.each([
    ['http', false],
    ['https', true],
  ])('accepts %s if TLS is %s', (scheme, tls) =>
    expect(problems(client(`${scheme}://prometheus.monitoring.svc:9090`) + server(tls))).toEqual([]),
  )

  it('reports probes with another scheme', () => {
    const probe = (scheme: string): string => `readinessProbe: {httpGet: {path: /-/ready, port: 9090${scheme}}}`
    expect(problems(server(true, probe('')))).toHaveLength(1)
    expect(problems(server(false, probe(', scheme: HTTPS')))).toHaveLength(1)
    expect(problems(server(true, probe(', scheme: HTTPS')))).toEqual([])
    expect(problems(server(false, probe('')))).toEqual([])
  })
})
