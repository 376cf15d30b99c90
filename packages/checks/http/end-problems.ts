import { recognizeProgram } from '@thanos-gitops/workloads'
import type { CheckContext, Problem } from '../engine/check.ts'
import { lineOf } from '../engine/line-of.ts'
import { inContainer } from '../thanos/places.ts'
import { certificateAt, matchesName } from './certificates.ts'
import type { HttpClient, ReachedServer } from './client.ts'
import type { ServerTls } from './servers.ts'

/** What does not fit between a client and its servers: the scheme, a certificate of the client, and the name of the server. */
export function* endProblems(context: CheckContext, client: HttpClient): Iterable<Problem> {
  const found = client.servers.flatMap((reached) => {
    const problem = problemOf(context, client, reached)
    return problem === undefined ? [] : [problem]
  })
  // The servers of a scrape job often have the same cause.
  for (const [, [first, ...others]] of Map.groupBy(found, ({ cause }) => cause)) {
    const { cause: _, end, ...problem } = first!
    const more = others.length === 0 ? '' : `; the same for ${others.length} other servers`
    yield { ...problem, message: `${problem.message} (${end}${more}).` }
  }
}

interface EndProblem extends Problem {
  readonly cause: 'scheme' | 'certificate' | 'name'
  /** The line of the other end. */
  readonly end: string
}

function problemOf(context: CheckContext, client: HttpClient, { server, host }: ReachedServer): EndProblem | undefined {
  const { tls } = server
  if (tls === 'unknown') return undefined
  if ((tls !== undefined) !== (client.scheme === 'https')) return schemeProblem(client, server.title, tls, server)
  if (tls === undefined) return undefined
  if (tls.requiresCertificate && !client.tls.hasCertificate)
    return {
      ...client.tls.place,
      cause: 'certificate',
      message: `${server.title} requires a client certificate, but ${client.title} has none`,
      end: lineOf(tls.place),
      remedy: 'Set cert_file and key_file of the client, or remove client_auth_type of the server.',
    }
  return client.tls.verifies ? nameProblem(context, client, { server, host }, tls) : undefined
}

function schemeProblem(
  client: HttpClient,
  title: string,
  tls: ServerTls | undefined,
  { container }: ReachedServer['server'],
): EndProblem | undefined {
  // addresses-use-the-right-scheme and sidecar-reaches-prometheus compare the scheme of an address with these programs.
  const isCompared = ['thanos', 'prometheus', 'alertmanager'].includes(recognizeProgram(container)?.name ?? '')
  if (isCompared && client.schemePlace === undefined) return undefined
  return {
    ...(client.schemePlace ?? client.place),
    cause: 'scheme',
    message: tls
      ? `${client.title} uses plain HTTP, but ${title} serves HTTP with TLS`
      : `${client.title} uses TLS, but ${title} serves plain HTTP`,
    end: lineOf(tls?.place ?? inContainer(container)),
    remedy: tls ? 'Use https.' : 'Use http, or configure TLS on the server.',
  }
}

function nameProblem(
  context: CheckContext,
  client: HttpClient,
  { server, host }: ReachedServer,
  tls: ServerTls,
): EndProblem | undefined {
  const certificate = certificateAt(context, server.container, tls.certificate)
  const name = client.tls.serverName ?? host
  if (certificate === undefined) return undefined
  if (name !== undefined && certificate.names.some((pattern) => matchesName(pattern, name))) return undefined
  const names = certificate.names.join(', ') || 'no name'
  return {
    ...client.tls.place,
    cause: 'name',
    message:
      name === undefined
        ? `${client.title} connects to IP addresses, which the certificate of ${server.title} does not have, and sets no server name`
        : `the certificate of ${server.title} is not for ${name}, which ${client.title} expects, but for ${names}`,
    end: certificate.line,
    remedy: 'Set the server name to one of dnsNames, or add it there.',
  }
}
