import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { remoteWriteReachesAReceiver } from './remote-write-reaches-a-receiver.ts'

const writesTo = (url: string): Replacement => [
  '    scrape_configs:\n      - job_name: pods',
  `    remote_write: [{url: '${url}'}]\n    scrape_configs:\n      - job_name: pods`,
]
const receiver: Replacement = [
  'spec: {clusterIP: None, selector: {app: thanos-receive}, ports: [',
  'spec: {clusterIP: None, selector: {app: thanos-receive}, ports: [{name: remote-write, port: 19291, targetPort: remote-write}, ',
]
const found = (...changes: Replacement[]): string[] => messagesOf(remoteWriteReachesAReceiver, [receiver, ...changes])

it.each<[string, string]>([
  [
    'http://thanos-receive.monitoring.svc:19291/api/v1/write',
    'leads to the path /api/v1/write of thanos-receive, but thanos receive accepts samples at port 19291, path /api/v1/receive.',
  ],
  [
    'http://thanos-receive.monitoring.svc:10902/api/v1/receive',
    'leads to port 10902 of thanos-receive, but thanos receive accepts samples at port 19291, path /api/v1/receive.',
  ],
  [
    'http://thanos-receive:19291',
    'leads to the path / of thanos-receive, but thanos receive accepts samples at port 19291, path /api/v1/receive.',
  ],
  [
    'http://thanos-receive.monitoring.svc/api/v1/receive',
    'leads to no port of thanos-receive, but thanos receive accepts samples at port 19291, path /api/v1/receive.',
  ],
  ['http://thanos-query.monitoring.svc:9090/api/v1/write', 'leads to thanos query, which accepts no samples.'],
  ['http://alertmanager.monitoring.svc:9093/api/v1/receive', 'leads to alertmanager, which accepts no samples.'],
])('finds %s', (url, message) => expect(found(writesTo(url))).toEqual([`ConfigMap/prometheus: ${url} ${message}`]))

it('finds the address of a custom resource', () => {
  const prometheus = `apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: {name: p, namespace: monitoring}
spec: {remoteWrite: [{url: 'http://thanos-receive:19291/receive'}]}`
  expect(found(['', prometheus])).toEqual([
    expect.stringMatching(/^Prometheus\/p: http:\/\/thanos-receive:19291\/receive leads to the path \/receive/),
  ])
})

it('finds a Prometheus that does not accept samples', () => {
  const service: Replacement = [
    '',
    'apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: monitoring}\nspec: {selector: {app: prometheus}, ports: [{port: 9090}]}',
  ]
  const changes = [service, writesTo('http://web:9090/api/v1/write')]
  expect(found(...changes)).toEqual([
    'ConfigMap/prometheus: http://web:9090/api/v1/write leads to prometheus, which accepts samples only with --web.enable-remote-write-receiver.',
  ])
  expect(found(...changes, ['--web.enable-lifecycle', '--web.enable-remote-write-receiver'])).toEqual([])
})

it.each([
  'http://thanos-receive.monitoring.svc:19291/api/v1/receive',
  'http://thanos-receive-0.thanos-receive.monitoring.svc:19291/api/v1/receive',
  'https://receive.example.com/write',
  'http://$(RECEIVER)/write',
])('accepts %s', (url) => expect(found(writesTo(url))).toEqual([]))

const ingress = (annotation = ''): Replacement => [
  '',
  `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: receive, namespace: monitoring, annotations: {${annotation}}}
spec: {rules: [{host: receive.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: thanos-receive, port: {number: 19291}}}}]}}]}`,
]

it('finds a wrong path behind an Ingress', () => {
  const wrong = writesTo('https://receive.example.com/write')
  expect(found(ingress(), wrong)).toEqual([
    'ConfigMap/prometheus: https://receive.example.com/write leads through Ingress/receive to the path /write of thanos-receive, but thanos receive accepts samples at /api/v1/receive.',
  ])
  expect(found(ingress('nginx.ingress.kubernetes.io/rewrite-target: /api/v1/receive'), wrong)).toEqual([])
  expect(found(ingress(), writesTo('https://receive.example.com/api/v1/receive'))).toEqual([])
})

it('accepts the port of a proxy in the pod of the receiver', () => {
  const proxy: Replacement = [
    '        - name: thanos-receive\n',
    '        - {name: proxy, image: "example.com/proxy:1", ports: [{containerPort: 8443}]}\n        - name: thanos-receive\n',
  ]
  const port: Replacement = ['{name: remote-write, port: 19291, targetPort: remote-write}', '{name: proxy, port: 8443}']
  expect(found(writesTo('https://thanos-receive.monitoring.svc:8443/api/v1/receive'), proxy, port)).toEqual([])
})

it('accepts a stack without remote write', () => expect(found()).toEqual([]))
