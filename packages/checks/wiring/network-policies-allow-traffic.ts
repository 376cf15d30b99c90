import { identityOf, type SourcedObject } from '@thanos-gitops/manifest'
import type { Workload } from '@thanos-gitops/workloads'
import { type Address, addressesOf } from '../engine/addresses.ts'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { resolve } from '../engine/resolve-address.ts'
import { isHeadless, podsOf, servicePorts, targetNumbers } from '../engine/services.ts'
import { allowsConnection, type Connection, directions, mostSpecific, policiesOf } from './network-policy.ts'
import { monitorConnections, type RequiredConnection, scrapeConnections } from './scrape-connections.ts'

export const networkPoliciesAllowTraffic = {
  name: 'network-policies-allow-traffic',
  question: 'selectors',
  severity: 'error',
  why: 'If a NetworkPolicy selects a pod, all traffic that no policy allows is dropped without a response. For example, the requests of a query to a store gateway time out.',
  remedy: 'Allow the pods and the port in the policy.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/#the-two-sorts-of-pod-isolation',
  *run(context) {
    if (context.ofKind('NetworkPolicy', 'networking.k8s.io').length === 0) return
    const reported = new Set<string>()
    for (const { connection, requirement } of requiredConnections(context))
      for (const problem of blockingPolicies(context, requirement, connection)) {
        const key = identityOf(problem.object.object) + problem.message
        if (reported.has(key)) continue
        reported.add(key)
        yield problem
      }
  },
} satisfies Check

function* requiredConnections(context: CheckContext): Generator<RequiredConnection> {
  for (const address of addressesOf(context))
    for (const connection of connectionsTo(context, address))
      yield {
        connection,
        requirement: `${address.text} in ${address.object.object.kind}/${address.object.object.metadata.name}`,
      }
  yield* scrapeConnections(context)
  yield* monitorConnections(context)
}

/** The connections of the pods that use an address to the pods of its Service. */
function* connectionsTo(context: CheckContext, address: Address): Generator<Connection> {
  const resolution = resolve(context, address)
  if (resolution.kind !== 'service') return
  const destinations = podsOf(context, resolution.service)
  const ports = targetPorts(address, resolution.service, destinations)
  for (const source of address.workloads)
    for (const destination of destinations)
      for (const port of ports) yield { source, destination, port, protocol: address.protocol }
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

/** One problem for each direction in which policies isolate a pod and none of them allows the connection. */
function* blockingPolicies(context: CheckContext, requirement: string, connection: Connection): Generator<Problem> {
  const { source, destination, port } = connection
  for (const direction of directions) {
    const isolatedWorkload = direction === 'Ingress' ? destination : source
    const isolating = policiesOf(context, isolatedWorkload, direction)
    if (isolating.length === 0) continue
    if (isolating.some((candidate) => allowsConnection(context, candidate, direction, connection))) continue
    yield {
      object: mostSpecific(isolating),
      pointer: `/spec/${direction.toLowerCase()}`,
      message: `it does not allow ${source.kind}/${source.name} to connect to ${destination.kind}/${destination.name} on port ${port}, which ${requirement} requires.`,
    }
  }
}
