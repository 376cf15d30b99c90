// The HTTP servers of the programs of a stack, and their TLS.
import { mappingOf, stringOf } from '@thanos-gitops/manifest'
import { type Container, lastValue, programTitle, recognizeProgram, type Workload } from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'
import { listenersOf } from '../engine/listeners.ts'
import { perContext } from '../engine/per-context.ts'
import { inContainer, inDocument, type ProblemPlace, placeOfFlag } from '../thanos/places.ts'

export interface HttpServer {
  readonly container: Container
  /** `thanos query in Deployment/thanos-query` */
  readonly title: string
  readonly port: number
  /** Undefined without TLS; `'unknown'` if no manifest contains the configuration. */
  readonly tls: ServerTls | 'unknown' | undefined
}

export interface ServerTls {
  readonly requiresCertificate: boolean
  /** The paths of the certificate and of its key. */
  readonly certificate: string | undefined
  readonly key: string | undefined
  /** The path of the authority of its clients. */
  readonly clientAuthority?: string | undefined
  /** Whether the program refuses the configuration of client certificates: a type without an authority, or the reverse. */
  readonly isHalf?: boolean
  /** Of what configures TLS. */
  readonly place: ProblemPlace
}

const byWorkload = perContext((): Map<Workload, readonly HttpServer[]> => new Map())

/** The servers of the pods of a workload. */
export function httpServersOf(context: CheckContext, workload: Workload): readonly HttpServer[] {
  let servers = byWorkload(context).get(workload)
  if (servers === undefined) {
    servers = [
      ...knownServers(context, workload),
      ...workload.containers.flatMap((one) => otherServers(context, one)),
    ].filter(({ container, port }) => !isBehindProxy(container, port))
    byWorkload(context).set(workload, servers)
  }
  return servers
}

/** Whether another container of the pod listens at the port, such as kube-rbac-proxy in front of the program. */
const isBehindProxy = (container: Container, port: number): boolean =>
  container.workload.containers.some(
    (other) => other !== container && other.ports.some(({ containerPort }) => containerPort === port),
  )

/** Of the programs whose flags are in the catalogue. */
const knownServers = (context: CheckContext, workload: Workload): readonly HttpServer[] =>
  listenersOf(context, workload).flatMap(({ program, port, protocol }): readonly HttpServer[] => {
    const { container } = program
    const server = { container, title: titleOf(programTitle(program), container), port }
    const web = lastValue(program, program.name === 'thanos' ? 'http.config' : 'web.config.file')
    if (protocol === 'HTTP') return [{ ...server, tls: webTls(context, container, web) }]
    if (protocol !== 'remote write') return []
    const [certificate, key, authority] = ['cert', 'key', 'client-ca'].map(
      (name) => lastValue(program, `remote-write.server-tls-${name}`) || undefined,
    )
    const place = placeOfFlag(program, 'remote-write.server-tls-cert', 'remote-write.server-tls-key')
    const tls = { requiresCertificate: authority !== undefined, certificate, key, place }
    return [{ ...server, tls: certificate === undefined && key === undefined ? undefined : tls }]
  })

const titleOf = (program: string, { workload }: Container): string => `${program} in ${workload.kind}/${workload.name}`

/** Of a web configuration of exporter-toolkit. */
function webTls(context: CheckContext, container: Container, path: string | undefined): HttpServer['tls'] {
  if (path === undefined || path === '') return undefined
  const document = context.documentAt(container, path)
  if (document?.value === undefined) return 'unknown'
  return tlsOfServer(mappingOf(document.value).tls_server_config, inDocument(document, 'tls_server_config'))
}

/** The `tls_server_config` of exporter-toolkit. */
export function tlsOfServer(fields: unknown, place: ProblemPlace): ServerTls | undefined {
  if (fields === undefined || fields === null) return undefined
  const { client_auth_type: type, client_ca_file, client_ca, cert_file: certificate, key_file: key } = mappingOf(fields)
  return {
    requiresCertificate: type === 'RequireAndVerifyClientCert' || type === 'RequireAnyClientCert',
    certificate: stringOf(certificate) || undefined,
    key: stringOf(key) || undefined,
    clientAuthority: stringOf(client_ca_file) || undefined,
    isHalf: isVerifying(type) !== ((client_ca_file ?? client_ca ?? '') !== ''),
    place,
  }
}

const isVerifying = (type: unknown): boolean =>
  type === 'VerifyClientCertIfGiven' || type === 'RequireAndVerifyClientCert'

/** Programs without a catalogue of flags: the flags of their ports with the defaults, and that of their web configuration; empty without one. */
export const exporters: Readonly<
  Record<string, { readonly ports: Readonly<Record<string, string>>; readonly web: string }>
> = {
  'kube-state-metrics': { ports: { '--port': '8080', '--telemetry-port': '8081' }, web: '--tls-config' },
  'memcached-exporter': { ports: { '--web.listen-address': ':9150' }, web: '--web.config.file' },
  'node-exporter': { ports: { '--web.listen-address': ':9100' }, web: '--web.config.file' },
  'redis-exporter': { ports: { '--web.listen-address': ':9121' }, web: '' },
}

function otherServers(context: CheckContext, container: Container): readonly HttpServer[] {
  const name = container.isInit ? '' : (recognizeProgram(container)?.name ?? '')
  const title = titleOf(name, container)
  const flag = (text: string): string | undefined => container.arguments.findLast((one) => one.flag === text)?.value
  if (name === 'oauth2-proxy')
    return ['--http-address', '--metrics-address'].flatMap((address) => {
      const port = portIn(flag(address))
      return port === undefined ? [] : [{ container, title, port, tls: undefined }]
    })
  if (name === 'grafana') return [{ container, title, ...grafanaServer(container) }]
  const exporter = exporters[name]
  // It listens for its pod only.
  const isLocal = [flag('--host'), flag('--web.listen-address')].some((text) =>
    /^(?:127\.|localhost|\[::1\])/.test(text ?? ''),
  )
  if (exporter === undefined || isLocal) return []
  const tls = exporter.web === '' ? flagTls(container) : webTls(context, container, flag(exporter.web))
  return Object.entries(exporter.ports).flatMap(([address, byDefault]) => {
    const port = portIn(flag(address) ?? byDefault)
    return port === undefined ? [] : [{ container, title, port, tls }]
  })
}

/** Of redis_exporter: it has TLS if both files are set. */
function flagTls(container: Container): ServerTls | undefined {
  const flag = (name: string) => container.arguments.findLast((one) => one.flag === `--tls-server-${name}-file`)
  const [certificate, key, authority] = ['cert', 'key', 'ca-cert'].map(flag)
  if (certificate?.value === undefined || key?.value === undefined) return undefined
  return {
    requiresCertificate: authority?.value !== undefined,
    certificate: certificate.value,
    key: key.value,
    clientAuthority: authority?.value,
    place: { object: container.workload.object, pointer: certificate.pointer },
  }
}

const portIn = (address: string | undefined): number | undefined => {
  const port = /(?:^|:)(\d+)$/.exec(address ?? '')?.[1]
  return port === undefined ? undefined : Number(port)
}

/** https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/#server */
function grafanaServer(container: Container): Pick<HttpServer, 'port' | 'tls'> {
  const variable = (name: string) => container.environment.find((one) => one.name === `GF_SERVER_${name}`)
  const protocol = variable('PROTOCOL')
  const [certificate, key] = ['CERT_FILE', 'CERT_KEY'].map((name) => variable(name)?.value)
  const place = protocol ? { object: container.workload.object, pointer: protocol.pointer } : inContainer(container)
  const port = Number(variable('HTTP_PORT')?.value ?? 3000)
  // The variable can be in another object, and the setting in grafana.ini.
  const isElsewhere =
    container.environmentFrom.length > 0 ||
    container.mounts.some(({ mountPath }) => /^\/etc\/grafana(?:\/grafana\.ini)?$/.test(mountPath))
  if (protocol === undefined && isElsewhere) return { port, tls: 'unknown' }
  const isTls = /^(?:https|h2)$/.test(protocol?.value ?? '')
  return { port, tls: isTls ? { requiresCertificate: false, certificate, key, place } : undefined }
}
