import { expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { lifecycleEndpointsAreClosed } from './lifecycle-endpoints-are-closed.ts'

const problems = (args: string, { version = '3.13.2', pod = '', more = '' } = {}): string[] =>
  problemsIn(
    lifecycleEndpointsAreClosed,
    workload(
      'prometheus',
      `image: quay.io/prometheus/prometheus:v${version}\nargs: [--storage.tsdb.path=/prometheus, ${args}]\nvolumeMounts: [{name: web, mountPath: /etc/web}]`,
      pod,
    ).replace(/---\n$/, `${more.replaceAll(/^/gm, '      ')}\n---\n`) +
      `
apiVersion: v1
kind: ConfigMap
metadata: {name: web, namespace: monitoring}
data:
  open.yaml: '{tls_server_config: {cert_file: a, key_file: b}}'
  closed.yaml: '{basic_auth_users: {admin: hash}}'
`,
  ).map((text) => text.replace(/^\d+: Deployment\/prometheus: /, ''))

const sidecar = (...args: string[]): string =>
  `- {name: thanos-sidecar, image: "quay.io/thanos/thanos:v0.42.4", args: [sidecar, ${args.join(', ')}]}`
const file = '--reloader.config-file=/etc/prometheus/prometheus.yaml'
const open = 'every client that can reach prometheus can stop it with POST /-/quit'
const webVolume = 'volumes: [{name: web, configMap: {name: web}}]'
const mounted = (config: string): string => `--web.enable-lifecycle, --web.config.file=/etc/web/${config}`
const mounts = { pod: webVolume }

it('finds an API that nothing in the pod uses', () =>
  expect(problems('--web.enable-lifecycle')).toEqual([`${open}, and no container of the pod uses the lifecycle API.`]))

it.each([
  ['the sidecar', sidecar(file)],
  [
    'a reloader of its own',
    '- {name: reload, image: "quay.io/prometheus-operator/prometheus-config-reloader:v0.90.0"}',
  ],
  ['an unknown program', '- {name: reload, image: "a:1", args: ["--url=http://localhost:9090/-/reload"]}'],
])('finds an API that %s uses, where Prometheus can reload itself', (_, more) =>
  expect(problems('--web.enable-lifecycle', { more })).toEqual([`${open}.`]),
)

it.each([
  ['no lifecycle API', '--config.auto-reload', {}],
  ['a negated flag', '--no-web.enable-lifecycle', {}],
  ['a version that cannot reload itself', '--web.enable-lifecycle', { version: '2.45.0', more: sidecar(file) }],
  [
    'a sidecar that writes the configuration',
    '--web.enable-lifecycle',
    { more: sidecar(file, '--reloader.config-envsubst-file=/shared/prometheus.yaml') },
  ],
  ['an address of the pod', '--web.enable-lifecycle, "--web.listen-address=127.0.0.1:9090"', {}],
])('accepts %s', (_, args, options) => expect(problems(args, options)).toEqual([]))

it('finds a web server with TLS only, because every client can connect to it', () =>
  expect(problems(mounted('open.yaml'), mounts)).toHaveLength(1))

it('accepts a web server that requires a password', () => expect(problems(mounted('closed.yaml'), mounts)).toEqual([]))

it('accepts a web server whose configuration is not in the manifests', () =>
  expect(problems(mounted('secret.yaml'), mounts)).toEqual([]))
