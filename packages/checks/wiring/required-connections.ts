// The connections between pods of the manifests.
import type { SourcedObject } from '@thanos-gitops/manifest'
import type { Workload } from '@thanos-gitops/workloads'
import { type Address, addressesOf } from '../engine/addresses.ts'
import type { CheckContext } from '../engine/check.ts'
import { listenersOf } from '../engine/listeners.ts'
import { perContext } from '../engine/per-context.ts'
import { resolve } from '../engine/resolve-address.ts'
import { isHeadless, podsOf, servicePorts, targetNumbers } from '../engine/services.ts'
import { bucketAddresses } from './bucket-addresses.ts'
import type { Connection } from './network-policy.ts'
import { monitorConnections, type RequiredConnection, scrapeConnections } from './scrape-connections.ts'

/** The connections between pods of the manifests that their programs need. */
export const requiredConnections = perContext((context): readonly RequiredConnection[] => [...readConnections(context)])

function* readConnections(context: CheckContext): Generator<RequiredConnection> {
  for (const address of [...addressesOf(context), ...bucketAddresses(context)])
    for (const connection of connectionsTo(context, address).flatMap((one) => withGossip(context, one)))
      yield {
        connection,
        requirement: `${address.text} in ${address.object.object.kind}/${address.object.object.metadata.name}`,
      }
  yield* scrapeConnections(context)
  yield* monitorConnections(context)
}

/** The connections of the pods that use an address to the pods of its Service. */
function connectionsTo(context: CheckContext, address: Address): readonly Connection[] {
  const resolution = resolve(context, address)
  if (resolution.kind !== 'service') return []
  const destinations = podsOf(context, resolution.service)
  const ports = targetPorts(address, resolution.service, destinations)
  return address.workloads.flatMap((source) =>
    destinations.flatMap((destination) =>
      ports.map((port) => ({ source, destination, port, protocol: address.protocol })),
    ),
  )
}

/** Alertmanager exchanges state by TCP and UDP at the same port. */
function withGossip(context: CheckContext, connection: Connection): readonly Connection[] {
  const isGossip = listenersOf(context, connection.destination).some(
    ({ port, protocol }) => port === connection.port && protocol === 'gossip',
  )
  return isGossip ? [connection, { ...connection, protocol: 'UDP' }] : [connection]
}

function targetPorts(
  { port, portName }: Address,
  service: SourcedObject,
  destinations: readonly Workload[],
): readonly number[] {
  if (isHeadless(service) && port !== undefined) return [port]
  return servicePorts(service)
    .filter((servicePort) => (portName === undefined ? servicePort.port === port : servicePort.name === portName))
    .flatMap((servicePort) => targetNumbers(destinations, servicePort))
}
