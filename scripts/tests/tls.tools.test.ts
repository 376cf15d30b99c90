// The programs themselves, with the rendered flags and files of an environment with `tls`: each server accepts TLS only, and each
// client reaches its servers.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { variantRenderer } from '@thanos-gitops/base/testing/render-variant'
import { variants } from '@thanos-gitops/base/testing/variants'
import { parseImage } from '@thanos-gitops/workloads'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { freePort } from '../free-port.ts'
import { findStackProgram } from '../verify-cluster/stack-programs.ts'
import { hasOpenssl, writeAuthority, writeSecret } from './tls/certificates.ts'
import {
  type Answer,
  argumentsOf,
  get,
  type RenderedObject,
  serviceProxy,
  start,
  stopAll,
  until,
} from './tls/programs.ts'

const variant = variants.find(({ name }) => name === 'tls-own-ca')!
const settings = variant.files['environment.yaml']!
// The query frontend asks the query, which has sources of each kind.
const withoutGlobalQuery = { ...variant.files, 'environment.yaml': settings.replace(', thanos-query-global', '') }
const { manifests } = variantRenderer()({ ...variant, files: withoutGlobalQuery })
// The manifests as they are written: documents are strings.
const objects: readonly RenderedObject[] = manifests.map(({ text }) => parse(text))
const images = objects.flatMap((object) => object.spec?.template?.spec?.containers ?? []).map(({ image }) => image)
const program = (name: string): string | undefined => {
  const tag = images.map(parseImage).find((image) => image.name.endsWith(`/${name}`))?.tag
  return tag === undefined ? undefined : findStackProgram({ name, version: tag.replace(/^v/, '') })
}
const [prometheus, alertmanager, thanos, nodeExporter] = ['prometheus', 'alertmanager', 'thanos', 'node-exporter'].map(
  program,
)

const folder = mkdtempSync(join(tmpdir(), 'tls-'))
const run = { folder, objects }
const host = (service: string): string => `${service}.kube-monitor.svc.cluster.local`
const names = [
  'prometheus',
  'sidecar',
  'sidecarGrpc',
  'query',
  'queryGrpc',
  'frontend',
  'rule',
  'ruleGrpc',
  'receive',
  'write',
].concat('receiveGrpc', 'first', 'second', 'firstGossip', 'secondGossip', 'node')
const ports = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await freePort()])))
const at = (name: string): string => `127.0.0.1:${ports[name]}`

interface Target {
  readonly labels: { readonly job: string }
  readonly health: string
  readonly lastError?: string
}

let authority: Buffer
let proxy: Awaited<ReturnType<typeof serviceProxy>>
const ask = (port: string, path: string, service: string): Promise<Answer> =>
  get(ports[port]!, path, { ca: authority, servername: host(service) })
const json = async (port: string, path: string, service: string) => JSON.parse((await ask(port, path, service)).body)

/** The configuration of Prometheus with the job `thanos` for these targets, and jobs that differ in one field of TLS. */
function prometheusConfiguration(text: string): string {
  const config = parse(text)
  const {
    kubernetes_sd_configs: _,
    relabel_configs: __,
    ...thanosJob
  } = config.scrape_configs.find((job: { job_name: string }) => job.job_name === 'thanos')
  const job = (name: string, targets: string[], changes: object) => ({
    ...thanosJob,
    ...changes,
    job_name: name,
    static_configs: [{ targets }],
  })
  const { server_name: name, ca_file: file } = thanosJob.tls_config
  const [alertmanagers] = config.alerting.alertmanagers
  const { dns_sd_configs: ___, ...clientOfAlerts } = alertmanagers
  return stringify({
    ...config,
    global: { ...config.global, scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    rule_files: [join(folder, 'rules.yaml')],
    alerting: {
      ...config.alerting,
      alertmanagers: [{ ...clientOfAlerts, static_configs: [{ targets: [at('first')] }] }],
    },
    scrape_configs: [
      job('thanos', ['prometheus', 'sidecar', 'query', 'frontend', 'rule', 'receive', 'first', 'second'].map(at), {}),
      job('node-exporter', [at('node')], { tls_config: { insecure_skip_verify: true } }),
      job('wrong-name', [at('query')], { tls_config: { ca_file: file, server_name: 'other.example.com' } }),
      job('no-authority', [at('query')], { tls_config: { server_name: name } }),
      job('plain', [at('query')], { scheme: 'http', tls_config: undefined }),
    ],
  })
}

const edits: Readonly<Record<string, (text: string) => string>> = {
  '/etc/prometheus/config/prometheus.yaml': prometheusConfiguration,
  '/etc/thanos/query/endpoints.yaml': (text) => {
    const file = parse(text)
    const local = Object.entries({ sidecar: 'sidecarGrpc', rule: 'ruleGrpc', receive: 'receiveGrpc' })
    return stringify({
      ...file,
      endpoints: local.map(([name, port]) => ({
        ...file.endpoints.find(({ address }: { address: string }) => address.includes(`thanos-${name}.`)),
        // Thanos looks up its addresses, as those of the SRV record.
        address: `dns+localhost:${ports[port]}`,
      })),
    })
  },
  '/etc/thanos/rule/queries.yaml': (text) =>
    stringify(
      parse(text).map((one: { http_config: object }) => ({
        ...one,
        http_config: { ...one.http_config, proxy_url: proxy.url },
      })),
    ),
  '/etc/thanos/rule/alertmanagers.yaml': (text) => text.replace(/dnssrv\+\S+/, at('first')),
}
const edit = (text: string, path: string): string => edits[path]?.(text) ?? text

const noBucket = { 'objstore.config-file': undefined }

function startAll(): void {
  const launch = (
    path: string | undefined,
    workload: string,
    container: string,
    flags: Record<string, string | undefined>,
    env = {},
  ) => start(container, path!, argumentsOf(run, { workload, container, flags, edit }), env)
  const data = (name: string): string => join(folder, 'data', name)
  launch(
    prometheus,
    'prometheus',
    'prometheus',
    { 'web.listen-address': at('prometheus'), 'storage.tsdb.path': data('p') },
    { POD_NAME: 'prometheus-0' },
  )
  const url = `https://localhost:${ports.prometheus}`
  launch(thanos, 'prometheus', 'thanos-sidecar', {
    ...noBucket,
    'prometheus.url': url,
    'http-address': at('sidecar'),
    'grpc-address': at('sidecarGrpc'),
    'tsdb.path': data('p'),
  })
  launch(thanos, 'thanos-query', 'thanos-query', {
    'http-address': at('query'),
    'grpc-address': at('queryGrpc'),
    // The resolver of the system: the other one does not read /etc/hosts.
    'store.sd-dns-resolver': 'golang',
  })
  launch(
    thanos,
    'thanos-query-frontend',
    'thanos-query-frontend',
    { 'http-address': at('frontend') },
    { HTTPS_PROXY: proxy.url },
  )
  launch(thanos, 'thanos-rule', 'thanos-rule', {
    ...noBucket,
    'http-address': at('rule'),
    'grpc-address': at('ruleGrpc'),
    'data-dir': data('r'),
    'rule-file': join(folder, 'ruler.yaml'),
    'eval-interval': '1s',
  })
  launch(thanos, 'thanos-receive', 'thanos-receive', {
    ...noBucket,
    'http-address': at('receive'),
    'grpc-address': at('receiveGrpc'),
    'remote-write.address': at('write'),
    // Its default is a fixed port of this machine.
    'receive.capnproto-address': '127.0.0.1:0',
    'tsdb.path': data('w'),
  })
  launch(nodeExporter, 'node-exporter', 'node-exporter', {
    'web.listen-address': at('node'),
    'path.rootfs': '/',
    'path.udev.data': '/run/udev/data',
  })
  for (const [one, other] of [
    ['first', 'second'],
    ['second', 'first'],
  ] as const)
    launch(alertmanager, 'alertmanager', 'alertmanager', {
      'web.listen-address': at(one),
      'cluster.listen-address': at(`${one}Gossip`),
      'cluster.peer': at(`${other}Gossip`),
      'cluster.peer-name': one,
      'storage.path': data(one),
    })
}

const isBuilt = [prometheus, alertmanager, thanos, nodeExporter].every((path) => path !== undefined)

describe.skipIf(!isBuilt || !hasOpenssl())('programs with the rendered TLS', () => {
  beforeAll(async () => {
    writeAuthority(folder, 'thanos-ca')
    authority = readFileSync(join(folder, 'ca.crt'))
    for (const object of objects)
      if (object.kind === 'Certificate' && !object.spec.isCA) writeSecret(folder, object.metadata.name, object.spec)
    const rule = (alert: string, expr: string) => stringify({ groups: [{ name: alert, rules: [{ alert, expr }] }] })
    writeFileSync(join(folder, 'rules.yaml'), rule('FromPrometheus', 'vector(1)'))
    writeFileSync(join(folder, 'ruler.yaml'), rule('FromRuler', 'up == 1'))
    proxy = await serviceProxy({ 'thanos-query': ports.query! })
    startAll()
    await until('a sample of each target', async () => {
      const { data } = await json('prometheus', '/api/v1/targets', 'prometheus')
      const isExpected = ({ health, labels }: Target): boolean =>
        /^(?:thanos|node-exporter)$/.test(labels.job) ? health === 'up' : health === 'down'
      return data.activeTargets.length === 12 && data.activeTargets.every(isExpected)
    })
  })
  afterAll(() => {
    stopAll()
    proxy?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it.each([
    ['prometheus', 'prometheus'],
    ['sidecar', 'thanos-sidecar'],
    ['query', 'thanos-query'],
    ['frontend', 'thanos-query-frontend'],
    ['rule', 'thanos-rule'],
    ['receive', 'thanos-receive'],
    ['first', 'alertmanager'],
    ['second', 'metrics'],
    ['node', 'metrics'],
  ])('serve TLS alone: %s, with the name %s', async (port, service) => {
    const trusted =
      port === 'node' ? { ca: readFileSync(join(folder, 'secrets/node-exporter-tls/ca.crt')) } : { ca: authority }
    expect((await get(ports[port]!, '/metrics', { ...trusted, servername: host(service) })).status).toBe(200)
    expect((await get(ports[port]!, '/metrics')).body).toContain('HTTP request to an HTTPS server')
    await expect(get(ports[port]!, '/metrics', { ...trusted, servername: host('other') })).rejects.toThrow(
      'not in the cert',
    )
  })

  it('receive remote write by TLS alone', async () => {
    expect((await ask('write', '/api/v1/receive', 'thanos-receive')).status).not.toBe(400)
    expect((await get(ports.write!, '/api/v1/receive')).body).toContain('HTTP request to an HTTPS server')
  })

  it('scrape with the name and the authority, and not without one of them', async () => {
    const { data } = await json('prometheus', '/api/v1/targets', 'prometheus')
    const errorsOf = (name: string): readonly string[] =>
      data.activeTargets
        .filter(({ labels }: Target) => labels.job === name)
        .map(({ health, lastError = '' }: Target) => (health === 'up' ? '' : lastError))
    expect(errorsOf('thanos')).toEqual(Array(8).fill(''))
    expect(errorsOf('node-exporter')).toEqual([''])
    expect(errorsOf('wrong-name')[0]).toContain('not other.example.com')
    expect(errorsOf('no-authority')[0]).toContain('unknown authority')
    expect(errorsOf('plain')[0]).toContain('400')
  })

  it('send alerts of Prometheus and of the ruler to Alertmanager', async () => {
    for (const alert of ['FromPrometheus', 'FromRuler'])
      await until(alert, async () =>
        (await json('first', '/api/v2/alerts', 'alertmanager')).some(
          ({ labels }: { labels: { alertname: string } }) => labels.alertname === alert,
        ),
      )
  })

  it('answer queries through the query frontend with the data of Prometheus', async () => {
    await until('a series', async () => {
      const { data } = await json('frontend', '/api/v1/query?query=up', 'thanos-query-frontend')
      return data.result.length > 8
    })
  })

  it('exchange the state of Alertmanager', async () => {
    await until('a cluster of two', async () => {
      const { cluster } = await json('second', '/api/v2/status', 'alertmanager')
      return cluster.status === 'ready' && cluster.peers.length === 2
    })
  })
})
