import { expect, it } from 'vitest'
import { messagesOf, type Replacement, withoutLines } from './fixture.ts'
import { httpTlsEndsMatch } from './http-tls-ends-match.ts'

const found = (...changes: Replacement[]): string[] => messagesOf(httpTlsEndsMatch, changes).map(withoutLines)
const queryTls = (extra = ''): Replacement[] => [
  ['            - --log.level=info\n', '            - --http.config=/etc/thanos/web.yaml\n'],
  [
    '  endpoints.yaml: |\n',
    `  web.yaml: |\n    tls_server_config: {cert_file: a, key_file: b${extra}}\n  endpoints.yaml: |\n`,
  ],
]
const https: Replacement = ['httpGet: {path: /-/', 'httpGet: {scheme: HTTPS, path: /-/']

it('finds plain probes and a plain address of a query with TLS', () => {
  expect(found(...queryTls())).toEqual([
    'Deployment/thanos-query: thanos query serves HTTP with TLS (a.yaml:N), but the livenessProbe uses plain HTTP.',
    'Deployment/thanos-query: thanos query serves HTTP with TLS (a.yaml:N), but the readinessProbe uses plain HTTP.',
    'Deployment/thanos-query-frontend: http://thanos-query.monitoring.svc:9090 uses plain HTTP, but thanos query serves HTTP with TLS (a.yaml:N) there.',
  ])
})

it('finds probes without the certificate that a server requires', () => {
  expect(found(...queryTls(', client_auth_type: RequireAndVerifyClientCert'))[0]).toBe(
    'Deployment/thanos-query: thanos query requires a client certificate (a.yaml:N), which the kubelet does not have for the livenessProbe.',
  )
})

it('finds TLS of a client alone', () => {
  expect(found(https)).toContain(
    'Deployment/thanos-query: the readinessProbe uses HTTPS, but thanos query serves plain HTTP.',
  )
  expect(found(['downstream-url=http://', 'downstream-url=https://'])).toEqual([
    'Deployment/thanos-query-frontend: https://thanos-query.monitoring.svc:9090 uses TLS, but thanos query serves plain HTTP there.',
  ])
})

const writesTo = (scheme: string): Replacement => [
  '    scrape_configs:\n      - job_name: pods',
  `    remote_write: [{url: '${scheme}://thanos-receive:19291/api/v1/receive'}]\n    scrape_configs:\n      - job_name: pods`,
]
const receiverTls: Replacement = [
  '            - --receive.replication-factor=3',
  '            - --receive.replication-factor=3\n            - --remote-write.server-tls-cert=/tls/tls.crt',
]

it('finds remote write with TLS on one end', () => {
  expect(found(writesTo('https'))).toEqual([
    'ConfigMap/prometheus: https://thanos-receive:19291/api/v1/receive uses TLS, but thanos receive serves plain HTTP there.',
  ])
  expect(found(writesTo('http'), receiverTls)).toEqual([
    'ConfigMap/prometheus: http://thanos-receive:19291/api/v1/receive uses plain HTTP, but thanos receive serves HTTP with TLS (a.yaml:N) there.',
  ])
})

it.each<[string, Replacement[]]>([
  ['plain HTTP', [writesTo('http')]],
  ['TLS on both ends of remote write', [writesTo('https'), receiverTls]],
  [
    'a web configuration that no manifest contains',
    [['            - --log.level=info\n', '            - --http.config=/other/web.yaml\n']],
  ],
])('accepts %s', (_, changes) => expect(found(...changes)).toEqual([]))
