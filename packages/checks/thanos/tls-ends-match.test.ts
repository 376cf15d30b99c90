import { expect, it } from 'vitest'
import { messagesOf, type Replacement, withoutLines } from './fixture.ts'
import { tlsEndsMatch } from './tls-ends-match.ts'

const found = (...changes: Replacement[]): string[] => messagesOf(tlsEndsMatch, changes).map(withoutLines)
const storeArgs = (...flags: string[]): Replacement => [
  '            - --chunk-pool-size=1GB\n',
  flags.map((flag) => `            - ${flag}\n`).join(''),
]
const queryArgs = (...flags: string[]): Replacement => [
  '            - --log.level=info\n',
  flags.map((flag) => `            - ${flag}\n`).join(''),
]
const server = ['--grpc-server-tls-cert=/tls/tls.crt', '--grpc-server-tls-key=/tls/tls.key']
const mutual = [...server, '--grpc-server-tls-client-ca=/tls/ca.crt']
const onlyStore: Replacement[] = [
  ['      - address: dnssrv+_grpc._tcp.thanos-sidecar.monitoring.svc\n', ''],
  ['      - address: dnssrv+_grpc._tcp.thanos-rule.monitoring.svc\n', ''],
  ['      - address: dnssrv+_grpc._tcp.thanos-receive.monitoring.svc\n', ''],
]
const store = 'thanos store in StatefulSet/thanos-store'
const query = 'thanos query in Deployment/thanos-query'
const certificate: Replacement = [
  '',
  `apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: store, namespace: monitoring}
spec: {secretName: store-tls, dnsNames: [thanos-store.monitoring.svc, '*.store.example.com']}`,
]
const mounted: Replacement[] = [
  [
    '{name: data, mountPath: /var/thanos/store}',
    '{name: data, mountPath: /var/thanos/store}, {name: tls, mountPath: /tls}',
  ],
  [
    `      volumes: [{name: objstore, configMap: {name: thanos-objstore}}]
  volumeClaimTemplates:
    - {metadata: {name: data}, spec: {resources: {requests: {storage: 10Gi}}}}
---
apiVersion: v1
kind: Service
metadata: {name: thanos-store,`,
    `      volumes: [{name: objstore, configMap: {name: thanos-objstore}}, {name: tls, secret: {secretName: store-tls}}]
  volumeClaimTemplates:
    - {metadata: {name: data}, spec: {resources: {requests: {storage: 10Gi}}}}
---
apiVersion: v1
kind: Service
metadata: {name: thanos-store,`,
  ],
]

it('finds a client without TLS', () => {
  expect(found(storeArgs(...mutual))).toEqual([
    `ConfigMap/thanos-query: ${store} serves gRPC with TLS, but ${query} connects in plain text (${store}: a.yaml:N).`,
  ])
})

it('finds a server without TLS', () => {
  expect(found(...onlyStore, queryArgs('--grpc-client-tls-secure'))).toEqual([
    `ConfigMap/thanos-query: ${query} connects with TLS, but ${store} serves gRPC in plain text (${store}: a.yaml:N).`,
  ])
})

it('finds a client without a certificate', () => {
  const secure = queryArgs('--grpc-client-tls-secure', '--grpc-client-server-name=thanos-store')
  expect(found(...onlyStore, storeArgs(...mutual), secure)).toEqual([
    `ConfigMap/thanos-query: ${store} requires a client certificate, but ${query} has none (${store}: a.yaml:N).`,
  ])
})

const address = '- address: dnssrv+_grpc._tcp.thanos-store.monitoring.svc'
const client = '{server_name: a, tls_config: {ca_file: /ca}}'
it.each<[string, Replacement]>([
  ['one endpoint', [address, `${address}\n        group: true\n        client_config: ${client}`]],
  ['all endpoints', ['    endpoints:\n', `    default_client_config: ${client}\n    endpoints:\n`]],
])('finds settings of %s in the file', (_, enabled) => {
  expect(found(...onlyStore, enabled)).toHaveLength(1)
  expect(found(...onlyStore, enabled, storeArgs(...server))).toEqual([])
})

it('finds a client whose settings Thanos ignores, because it looks up the addresses itself', () => {
  const ignored: Replacement = [address, `${address}\n        client_config: ${client}`]
  expect(found(...onlyStore, ignored, storeArgs(...server))).toEqual([
    `ConfigMap/thanos-query: ${store} serves gRPC with TLS, but ${query} connects in plain text (${store}: a.yaml:N).`,
  ])
})

it('finds IP addresses without a server name', () => {
  expect(found(...onlyStore, storeArgs(...server), queryArgs('--grpc-client-tls-secure'))).toEqual([
    'ConfigMap/thanos-query: dnssrv+_grpc._tcp.thanos-store.monitoring.svc resolves to IP addresses, which are rarely in a certificate, and no server name is set.',
  ])
})

it('finds a certificate for other names', () => {
  const named = (name: string): string[] =>
    found(
      ...onlyStore,
      ...mounted,
      certificate,
      storeArgs(...server),
      queryArgs('--grpc-client-tls-secure', `--grpc-client-server-name=${name}`),
    )
  expect(named('other.monitoring.svc')).toEqual([
    `ConfigMap/thanos-query: the certificate of ${store} is not for other.monitoring.svc, but for thanos-store.monitoring.svc, *.store.example.com (a.yaml:N).`,
  ])
  expect(named('thanos-store.monitoring.svc')).toEqual([])
  expect(named('a.store.example.com')).toEqual([])
})

it('finds receivers that connect to each other in plain text', () => {
  const args: Replacement = [
    '            - --receive.replication-factor=3\n',
    server.map((flag) => `            - ${flag}\n`).join(''),
  ]
  const problems = found(args).filter((problem) => problem.startsWith('ConfigMap/hashring'))
  expect(problems).toHaveLength(3)
})

it.each<[string, Replacement[]]>([
  ['plain text on both ends', []],
  [
    'mutual TLS on both ends',
    [
      ...onlyStore,
      storeArgs(...mutual),
      queryArgs(
        '--grpc-client-tls-secure',
        '--grpc-client-tls-cert=/tls/tls.crt',
        '--grpc-client-tls-key=/tls/tls.key',
        '--grpc-client-server-name=thanos-store',
      ),
    ],
  ],
  [
    'a proxy with TLS in front of a store gateway',
    [
      ...onlyStore,
      queryArgs('--grpc-client-tls-secure', '--grpc-client-server-name=thanos-store'),
      [
        '        - name: thanos-store\n',
        '        - {name: proxy, image: "example.com/proxy:1", ports: [{name: tls, containerPort: 8443}]}\n        - name: thanos-store\n',
      ],
      [
        'selector: {app: thanos-store}, ports: [{name: grpc, port: 10901, targetPort: grpc}',
        'selector: {app: thanos-store}, ports: [{name: grpc, port: 10901, targetPort: tls}',
      ],
    ],
  ],
  [
    'a client that does not verify names',
    [...onlyStore, storeArgs(...server), queryArgs('--grpc-client-tls-secure', '--grpc-client-tls-skip-verify')],
  ],
])('accepts %s', (_, changes) => expect(found(...changes)).toEqual([]))
