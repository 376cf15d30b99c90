import type { SourcedObject } from '@thanos-gitops/manifest'
import type { Workload } from '@thanos-gitops/workloads'
import type { Address } from './addresses.ts'
import type { CheckContext } from './check.ts'
import { type Listener, listenersOf } from './listeners.ts'
import { resolve } from './resolve-address.ts'
import { isHeadless, podsOf, type ServicePort, servicePorts, targetNumbers } from './services.ts'

/** A port of the pods behind a Service to which an address leads. */
export interface ReachedPort {
  readonly service: SourcedObject
  readonly workload: Workload
  readonly port: number
  /** The known program that listens there; undefined if it is unknown. */
  readonly listener: Listener | undefined
}

/** The ports of pods to which an address leads; none for an address that the manifests do not resolve. */
export function reachedPorts(context: CheckContext, address: Address): readonly ReachedPort[] {
  const resolution = resolve(context, address)
  if (resolution.kind !== 'service') return []
  const { service } = resolution
  const { port, portName } = address
  return podsOf(context, service).flatMap((workload) => {
    const numbers =
      isHeadless(service) && port !== undefined && portName === undefined
        ? [port]
        : servicePorts(service)
            .filter((entry) => (portName === undefined ? entry.port === port : entry.name === portName))
            .flatMap((entry) => targetNumbers([workload], entry))
    return numbers.map((number) => reachedPort(context, service, workload, number))
  })
}

/** The ports of pods to which a port of a Service leads. */
export const portsBehind = (
  context: CheckContext,
  service: SourcedObject,
  servicePort: ServicePort,
): readonly ReachedPort[] =>
  podsOf(context, service).flatMap((workload) =>
    targetNumbers([workload], servicePort).map((number) => reachedPort(context, service, workload, number)),
  )

const reachedPort = (context: CheckContext, service: SourcedObject, workload: Workload, port: number): ReachedPort => ({
  service,
  workload,
  port,
  listener: listenersOf(context, workload).find((listener) => listener.port === port),
})
