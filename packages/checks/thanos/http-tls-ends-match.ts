import { mappingOf, stringOf } from '@thanos-gitops/manifest'
import { lastUse, type Program, programTitle } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { lineOf } from '../engine/line-of.ts'
import { flagPlace, programsIn, programsOf } from '../engine/programs.ts'
import { podsOf } from '../engine/services.ts'
import { httpClientsIn } from '../http/clients.ts'
import { endProblems } from '../http/end-problems.ts'
import { otherProbeProblems } from '../http/other-probes.ts'
import { thanosPrograms } from './components.ts'
import { hasUnknownWebConfig, httpTls, remoteWriteTls } from './http-tls.ts'
import { parseAddress, serviceOf } from './parse-address.ts'
import { inContainer, type ProblemPlace } from './places.ts'
import { isPortOfProxy, portBehind } from './ports.ts'
import { remoteWritesIn } from './remote-writes.ts'

export const httpTlsEndsMatch: Check = {
  name: 'http-tls-ends-match',
  question: 'addresses',
  severity: 'error',
  why: 'A plain HTTP request to a server with TLS gets 400, and a TLS request fails if the server is plain or its certificate has another name. If a probe makes it, the pod is never ready or its container restarts repeatedly.',
  remedy: 'Use scheme HTTPS in probes and https in addresses and scrape jobs exactly if the server has a certificate.',
  source:
    'https://prometheus.io/docs/prometheus/latest/configuration/https/, https://thanos.io/tip/operating/https.md/',
  *run(context) {
    for (const program of programsIn(context))
      for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe'])
        yield* probeProblems(context, program, probe)
    for (const client of frontendClients(context))
      yield* clientProblems(context, client, 'query', (query) => httpTls(context, query)?.place)
    for (const client of remoteWritesIn(context)) yield* clientProblems(context, client, 'receive', remoteWriteTls)
    yield* otherProbeProblems(context)
    for (const client of httpClientsIn(context)) yield* endProblems(context, client)
  },
}

function* probeProblems(context: CheckContext, program: Program, probe: string): Iterable<Problem> {
  const { container } = program
  const { httpGet } = mappingOf(container.fields[probe])
  if (program.name === 'memcached' || httpGet === undefined || hasUnknownWebConfig(context, program)) return
  const tls = httpTls(context, program)
  const scheme = stringOf(mappingOf(httpGet).scheme) ?? 'HTTP'
  const place = inContainer(container, probe, 'httpGet')
  if (tls === undefined && scheme === 'HTTPS')
    yield {
      ...place,
      message: `the ${probe} uses HTTPS, but ${programTitle(program)} serves plain HTTP.`,
      remedy: 'Remove scheme: HTTPS.',
    }
  else if (tls?.requiresCertificate)
    yield {
      ...place,
      message: `${programTitle(program)} requires a client certificate (${lineOf(tls.place)}), which the kubelet does not have for the ${probe}.`,
      remedy: 'Set client_auth_type: VerifyClientCertIfGiven, or use a tcpSocket probe.',
    }
  else if (tls !== undefined && scheme === 'HTTP')
    yield {
      ...place,
      message: `${programTitle(program)} serves HTTP with TLS (${lineOf(tls.place)}), but the ${probe} uses plain HTTP.`,
      remedy: 'Add scheme: HTTPS.',
    }
}

/** An address to which a program sends requests. */
interface HttpClient {
  readonly url: string
  readonly place: ProblemPlace
  /** Of the pods that send. */
  readonly namespace: string
}

const frontendClients = (context: CheckContext): HttpClient[] =>
  thanosPrograms(context, 'query-frontend').flatMap((frontend) => {
    const use = lastUse(frontend, 'query-frontend.downstream-url')
    const { namespace } = frontend.container.workload
    return use?.value === undefined ? [] : [{ url: use.value, place: flagPlace(frontend, use), namespace }]
  })

/**
 * @param command of the Thanos servers behind the address
 * @param tlsOf where a server configures TLS; undefined without TLS
 */
function* clientProblems(
  context: CheckContext,
  client: HttpClient,
  command: string,
  tlsOf: (server: Program) => ProblemPlace | undefined,
): Iterable<Problem> {
  const { url, place } = client
  const address = url.includes('$') ? undefined : parseAddress(url)
  const service = address && serviceOf(context, client, address)
  const programs = service ? podsOf(context, service).flatMap((workload) => programsOf(context, workload)) : []
  for (const server of programs.filter((program) => program.command === command)) {
    const tls = tlsOf(server)
    if (isPortOfProxy(server, portBehind(service!, server.container.workload, address!))) continue
    if ((tls !== undefined) === (address?.scheme === 'https') || hasUnknownWebConfig(context, server)) continue
    yield {
      ...place,
      message: `${url} uses ${tls ? 'plain HTTP' : 'TLS'}, but ${programTitle(server)} serves ${tls ? `HTTP with TLS (${lineOf(tls)})` : 'plain HTTP'} there.`,
      remedy: tls ? 'Write https:// in the address.' : 'Write http:// in the address, or configure TLS on the server.',
    }
  }
}
