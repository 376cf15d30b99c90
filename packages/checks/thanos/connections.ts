// The gRPC connections between Thanos components.
import type { Program } from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'
import { perContext } from '../engine/per-context.ts'
import { podsOf } from '../engine/services.ts'
import { isRouter, thanosPrograms, thanosProgramsOf } from './components.ts'
import { endpointsOf } from './endpoints.ts'
import { hashringOf } from './hashring.ts'
import { type ParsedAddress, parseAddress, serviceOf } from './parse-address.ts'
import { inDocument, type ProblemPlace } from './places.ts'
import { isPortOfProxy, portBehind } from './ports.ts'
import { type ClientTls, clientTls, endpointTls } from './tls.ts'

/** A component that connects to the gRPC port of another one. */
export interface Connection {
  readonly client: Program
  readonly server: Program
  readonly text: string
  readonly address: ParsedAddress
  readonly place: ProblemPlace
  readonly tls: ClientTls
  /** The flags that set TLS for it begin with this. */
  readonly flags: 'grpc-client' | 'remote-write.client'
}

/** Those of queries to their endpoints, and of receivers to the receivers of their hashring. */
export const connectionsIn = perContext((context): readonly Connection[] => [
  ...thanosPrograms(context, 'query').flatMap((client) =>
    endpointsOf(context, client).flatMap((endpoint) =>
      serversBehind(context, client, endpoint.address).map((end) => ({
        ...end,
        client,
        text: endpoint.address,
        place: endpoint.place,
        tls: endpointTls(client, endpoint),
        flags: 'grpc-client' as const,
      })),
    ),
  ),
  ...thanosPrograms(context, 'receive').flatMap((client) => {
    const hashring = hashringOf(context, client)
    return (hashring?.entries ?? []).flatMap(({ address: text, steps }) =>
      serversBehind(context, client, text).map((end) => ({
        ...end,
        client,
        text,
        place: inDocument(hashring!.document, ...steps),
        tls: clientTls(client, 'remote-write.client'),
        flags: 'remote-write.client' as const,
      })),
    )
  }),
])

function serversBehind(
  context: CheckContext,
  client: Program,
  text: string,
): { readonly server: Program; readonly address: ParsedAddress }[] {
  const address = parseAddress(text)
  const service = address && serviceOf(context, client.container.workload, address)
  if (!address || !service) return []
  return podsOf(context, service)
    .flatMap((workload) => thanosProgramsOf(context, workload))
    .filter((server) => !isRouter(server))
    .filter((server) => !isPortOfProxy(server, portBehind(service, server.container.workload, address)))
    .map((server) => ({ server, address }))
}
