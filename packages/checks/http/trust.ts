// Who must trust whose certificate: clients their servers, and servers that require certificates their clients.
import { type Container, programTitle } from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'
import { connectionsIn } from '../thanos/connections.ts'
import type { ProblemPlace } from '../thanos/places.ts'
import { serverTls } from '../thanos/tls.ts'
import { httpClientsIn } from './clients.ts'

/** A program with the certificate of an authority, and the certificate of the other end. */
export interface Trust {
  readonly title: string
  readonly containers: readonly Container[]
  /** The path of the authority; undefined if only public authorities are trusted. */
  readonly authority: string | undefined
  readonly place: ProblemPlace
  readonly other: OtherEnd
}

interface OtherEnd {
  readonly title: string
  readonly container: Container
  readonly certificate: string | undefined
  readonly usage: 'server auth' | 'client auth'
}

export const trustsIn = (context: CheckContext): readonly Trust[] =>
  [...overHttp(context), ...overGrpc(context)].flatMap(bothWays)

/** A connection with TLS at both ends. */
interface TlsConnection {
  readonly client: End & { readonly verifies: boolean }
  readonly server: End
}

interface End {
  readonly title: string
  readonly containers: readonly Container[]
  readonly authority: string | undefined
  readonly certificate: string | undefined
  readonly place: ProblemPlace
}

function bothWays({ client, server }: TlsConnection): readonly Trust[] {
  const ofServer = server.containers.map((container) => ({
    ...client,
    other: { title: server.title, container, certificate: server.certificate, usage: 'server auth' as const },
  }))
  const ofClient = client.containers.map((container) => ({
    ...server,
    other: { title: client.title, container, certificate: client.certificate, usage: 'client auth' as const },
  }))
  return [
    ...(client.verifies ? ofServer : []),
    ...(server.authority !== undefined && client.certificate !== undefined ? ofClient : []),
  ]
}

const overHttp = (context: CheckContext): readonly TlsConnection[] =>
  httpClientsIn(context).flatMap(({ title, scheme, tls, servers }) =>
    servers.flatMap(({ server }) => {
      if (scheme !== 'https' || server.tls === undefined || server.tls === 'unknown') return []
      const { certificate, clientAuthority: authority, place } = server.tls
      const end = { title: server.title, containers: [server.container], certificate, authority, place }
      return [{ client: { ...tls, certificate: tls.certificate, title }, server: end }]
    }),
  )

const overGrpc = (context: CheckContext): readonly TlsConnection[] =>
  connectionsIn(context).flatMap(({ client, server, place, tls }) => {
    const accepted = serverTls(server, 'grpc-server-tls')
    if (!tls.isEnabled || !accepted.isEnabled) return []
    const [clientEnd, serverEnd] = [client, server].map((program) => ({
      title: `${programTitle(program)} in ${program.container.workload.kind}/${program.container.workload.name}`,
      containers: [program.container],
    }))
    return [
      {
        client: { ...tls, ...clientEnd!, place },
        server: { ...accepted, ...serverEnd!, authority: accepted.clientAuthority },
      },
    ]
  })
