// With `tls`, `check` finds each end of a connection that does not fit the other one.
import { checkManifests, checks, readDeclarations } from '@thanos-gitops/checks'
import { expect, it } from 'vitest'
import { sourcedObjects, variantRenderer } from './testing/render-variant.ts'
import { type Variant, variants } from './testing/variants.ts'

const render = variantRenderer()
const variant = variants.find(({ name }) => name === 'tls-own-ca')!

function findingsWith(patch: string): readonly string[] {
  const patched: Variant = { ...variant, files: { ...variant.files, 'patches/tls.yaml': patch } }
  const { manifests, environment } = render(patched)
  return checkManifests({
    objects: sourcedObjects(manifests),
    environment,
    kubernetesVersion: environment.kubernetesVersion,
    declarations: readDeclarations('exceptions.yaml', variant.files['exceptions.yaml']!, checks),
    today: '2026-01-01',
  }).findings.map(({ code, message }) => `${code}: ${message}`)
}

const remove = (target: string, ...paths: readonly string[]): string =>
  `- target: ${target}\n  patch:\n${paths.map((path) => `    - {op: remove, path: '${path}'}\n`).join('')}`
const replace = (target: string, path: string, value: string): string =>
  `- target: ${target}\n  patch:\n    - {op: replace, path: '${path}', value: ${value}}\n`

const query = '{kind: ConfigMap, name: thanos-query}'
const store = '{kind: StatefulSet, name: thanos-store}'
const router = '{kind: Deployment, name: thanos-receive-router}'
const container = (name: string): string => `/spec/template/spec/containers/[name=${name}]`
const serverFlags = ['cert', 'key', 'client-ca'].map(
  (flag) => `${container('thanos-store')}/args/[--grpc-server-tls-${flag}]`,
)

it.each<[what: string, patch: string, finding: string]>([
  [
    'a query without TLS',
    remove(query, '/data/endpoints.yaml/default_client_config'),
    'tls-ends-match: ConfigMap/thanos-query: thanos store in StatefulSet/thanos-store serves gRPC with TLS, but thanos query in Deployment/thanos-query connects in plain text',
  ],
  [
    'a server without TLS',
    remove(store, ...serverFlags),
    'tls-ends-match: ConfigMap/thanos-query: thanos query in Deployment/thanos-query connects with TLS, but thanos store in StatefulSet/thanos-store serves gRPC in plain text',
  ],
  [
    'a query without a certificate',
    remove(
      query,
      '/data/endpoints.yaml/default_client_config/tls_config/cert_file',
      '/data/endpoints.yaml/default_client_config/tls_config/key_file',
    ),
    'tls-ends-match: ConfigMap/thanos-query: thanos store in StatefulSet/thanos-store requires a client certificate, but thanos query in Deployment/thanos-query has none',
  ],
  [
    'a server name that the certificate does not have',
    replace(query, '/data/endpoints.yaml/default_client_config/server_name', 'thanos-store'),
    'tls-ends-match: ConfigMap/thanos-query: the certificate of thanos store in StatefulSet/thanos-store is not for thanos-store, but for thanos-store.kube-monitor.svc.cluster.local',
  ],
  [
    'a certificate for another name',
    replace('{kind: Certificate, name: thanos-receive}', '/spec/dnsNames', '[thanos-receive.other.svc.cluster.local]'),
    'tls-ends-match: ConfigMap/thanos-query: the certificate of thanos receive in StatefulSet/thanos-receive is not for metrics.kube-monitor.svc.cluster.local, but for thanos-receive.other.svc.cluster.local',
  ],
  [
    'a router without TLS',
    remove(router, `${container('thanos-receive-router')}/args/[--remote-write.client-tls-secure]`),
    'tls-ends-match: ConfigMap/thanos-receive-router: thanos receive in StatefulSet/thanos-receive serves gRPC with TLS, but thanos receive in Deployment/thanos-receive-router connects in plain text',
  ],
  [
    'a server without its key',
    remove(store, serverFlags[1]!),
    'tls-files-are-complete: StatefulSet/thanos-store: --grpc-server-tls-cert is set without --grpc-server-tls-key',
  ],
  [
    'a server without the volume of its certificate',
    remove(store, `${container('thanos-store')}/volumeMounts/[name=tls]`, '/spec/template/spec/volumes/[name=tls]'),
    'tls-files-are-complete: StatefulSet/thanos-store: no volume contains /etc/thanos-tls/tls.crt',
  ],
  [
    'a Prometheus without TLS',
    remove('{kind: StatefulSet, name: prometheus}', `${container('prometheus')}/args/[--web.config.file]`),
    'http-tls-ends-match: ConfigMap/prometheus: the scrape job thanos uses TLS, but prometheus in StatefulSet/prometheus serves plain HTTP',
  ],
  [
    'alerts in plain text',
    remove('{kind: ConfigMap, name: prometheus}', '/data/prometheus.yaml/alerting/alertmanagers/0/scheme'),
    'http-tls-ends-match: ConfigMap/prometheus: Prometheus, which sends alerts, uses plain HTTP, but alertmanager in StatefulSet/alertmanager serves HTTP with TLS',
  ],
  [
    'a query frontend without the authority',
    remove('{kind: ConfigMap, name: thanos-query-frontend}', '/data/downstream-tripper.yaml/tls_config'),
    'clients-trust-the-authority: ConfigMap/thanos-query-frontend: thanos query-frontend in Deployment/thanos-query-frontend trusts public authorities only',
  ],
  [
    'a Secret that no Certificate creates',
    replace('{kind: Certificate, name: thanos-store}', '/spec/secretName', 'other'),
    'secret-exists: StatefulSet/thanos-store: there is no Secret thanos-store-tls',
  ],
])('reports %s', (_, patch, finding) => {
  expect(findingsWith(patch).map((found) => found.slice(0, finding.length))).toContain(finding)
})

it('gives each server, and each client that needs one, a certificate', () => {
  const { manifests } = render(variant)
  const certificates = manifests.filter(({ object }) => object.kind === 'Certificate')
  expect(certificates.map(({ object }) => object.metadata.name).sort()).toEqual([
    'alertmanager',
    'grafana',
    'kube-state-metrics',
    'memcached',
    'node-exporter',
    'prometheus',
    'thanos-bucket-replicate',
    'thanos-bucket-web',
    'thanos-ca',
    'thanos-compact',
    'thanos-query',
    'thanos-query-frontend',
    'thanos-query-global',
    'thanos-receive',
    'thanos-receive-router',
    'thanos-rule',
    'thanos-store',
  ])
})
