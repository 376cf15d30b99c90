import { programTitle } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { lineOf } from '../engine/line-of.ts'
import { certificateAt, matchesName } from '../http/certificates.ts'
import { type Connection, connectionsIn } from './connections.ts'
import { type ServerTls, serverTls } from './tls.ts'

export const tlsEndsMatch: Check = {
  name: 'tls-ends-match',
  question: 'addresses',
  severity: 'error',
  why: 'A connection fails if only one end uses TLS, if the server requires a certificate that the client does not have, or if the certificate has another name. The query starts, and the series of the server are missing in every response.',
  remedy:
    'Configure TLS on both ends: a certificate for the server, and the CA and, if the server requires it, a certificate for the client.',
  source:
    'https://thanos.io/tip/components/query.md/, https://github.com/thanos-io/thanos/blob/v0.42.4/pkg/tls/options.go',
  *run(context) {
    const reported = new Set<string>()
    for (const connection of connectionsIn(context)) {
      const { client, server, place } = connection
      const message = problemOf(context, connection, serverTls(server, 'grpc-server-tls'))
      const key = `${client.container.pointer} ${client.container.workload.name} ${place.pointer} ${message?.message}`
      if (message === undefined || reported.has(key)) continue
      reported.add(key)
      yield { ...place, ...message }
    }
  },
}

type Message = Pick<Problem, 'message' | 'remedy' | 'severity'>

function problemOf(context: CheckContext, connection: Connection, server: ServerTls): Message | undefined {
  const { client, server: program, tls, flags } = connection
  const [clientTitle, serverTitle] = [titleOf(client), titleOf(program)]
  const serverPlace = (): string => `${serverTitle}: ${lineOf(server.place)}`
  if (server.isEnabled && !tls.isEnabled)
    return {
      message: `${serverTitle} serves gRPC with TLS, but ${clientTitle} connects in plain text (${serverPlace()}).`,
      remedy: `Add --${flags}-tls-secure and --${flags}-tls-ca to ${clientTitle}${server.requiresCertificate ? `, and --${flags}-tls-cert and --${flags}-tls-key, because the server requires a certificate` : ''}${flags === 'grpc-client' ? ', or the same settings below default_client_config.tls_config of the endpoints' : ''}.`,
    }
  if (!server.isEnabled && tls.isEnabled)
    return {
      message: `${clientTitle} connects with TLS, but ${serverTitle} serves gRPC in plain text (${serverPlace()}).`,
      remedy: `Add --grpc-server-tls-cert and --grpc-server-tls-key to ${serverTitle}, or connect without TLS.`,
    }
  if (!server.isEnabled) return undefined
  if (server.requiresCertificate && !tls.hasCertificate)
    return {
      message: `${serverTitle} requires a client certificate, but ${clientTitle} has none (${serverPlace()}).`,
      remedy: `Add --${flags}-tls-cert and --${flags}-tls-key to ${clientTitle}.`,
    }
  return tls.verifies ? nameProblem(context, connection, server) : undefined
}

const titleOf = (program: Connection['client']): string =>
  `${programTitle(program)} in ${program.container.workload.kind}/${program.container.workload.name}`

/** Thanos connects to the IP addresses that it looked up, unless a server name is set or the lookup returns names. */
function nameProblem(
  context: CheckContext,
  { tls, address, text, flags, server: program }: Connection,
  server: ServerTls,
): Message | undefined {
  if (tls.serverName === undefined && (address.lookup === 'dns' || address.lookup === 'dnssrv'))
    return {
      message: `${text} resolves to IP addresses, which are rarely in a certificate, and no server name is set.`,
      remedy: `Set --${flags}-server-name to a name in the certificate of ${titleOf(program)}.`,
      severity: 'warning',
    }
  const name = tls.serverName ?? address.host
  const certificate = certificateAt(context, program.container, server.certificate)
  if (certificate === undefined || certificate.names.some((pattern) => matchesName(pattern, name))) return undefined
  return {
    message: `the certificate of ${titleOf(program)} is not for ${name}, but for ${certificate.names.join(', ')} (${certificate.line}).`,
    remedy: `Set --${flags}-server-name to one of these names, or add ${name} to dnsNames.`,
  }
}
