// The part of addresses-resolve for the port of an address.
import { contentOf, didYouMean, mappingOf, type SourcedObject } from '@thanos-gitops/manifest'
import type { Workload } from '@thanos-gitops/workloads'
import type { Address } from '../engine/addresses.ts'
import type { CheckContext } from '../engine/check.ts'
import { isHeadless, podsOf, type ServicePort, servicePorts, targetNumbers } from '../engine/services.ts'
import type { AddressProblem } from './address-problem.ts'

/** The problem of an address whose Service exists but does not have the port; undefined if it has the port. */
export function portProblem(
  context: CheckContext,
  address: Address,
  service: SourcedObject,
): AddressProblem | undefined {
  if (mappingOf(contentOf(service).spec).type === 'ExternalName') return undefined
  const { portName, port, lookup } = address
  if (portName !== undefined) return portNameProblem(address, portName, service)
  // The answer to an SRV lookup contains the port.
  if (port === undefined || lookup === 'dnssrv' || lookup === 'dnssrvnoa') return undefined
  return isHeadless(service)
    ? podPortProblem(podsOf(context, service), port, service)
    : servicePortProblem(port, service)
}

function portNameProblem(
  { protocol, text }: Address,
  portName: string,
  service: SourcedObject,
): AddressProblem | undefined {
  const ports = servicePorts(service)
  if (ports.some((port) => port.name === portName && port.protocol === protocol)) return undefined
  const names = ports.flatMap((port) => port.name ?? [])
  const { name } = service.object.metadata
  return {
    message: `Service/${name} has no ${protocol} port with the name ${portName}, so ${text} does not resolve.`,
    remedy:
      didYouMean(portName, names) ??
      (names.length === 0
        ? `Name the port in Service/${name}.`
        : `Use one of the named ports of Service/${name}: ${names.join(', ')}.`),
  }
}

function servicePortProblem(port: number, service: SourcedObject): AddressProblem | undefined {
  const ports = servicePorts(service)
  if (ports.some((servicePort) => servicePort.port === port)) return undefined
  const { name } = service.object.metadata
  return {
    message: `Service/${name} has no port ${port}.`,
    remedy: portsRemedy(service, ports, (servicePort) => [servicePort.port]),
  }
}

/** Clients of a headless Service connect to its pods: any port of the pods answers, whether the Service lists it or not. */
function podPortProblem(pods: readonly Workload[], port: number, service: SourcedObject): AddressProblem | undefined {
  const ports = servicePorts(service)
  const reachesPort = (servicePort: ServicePort): boolean => {
    const targets = targetNumbers(pods, servicePort)
    return targets.length > 0 ? targets.includes(port) : servicePort.port === port
  }
  const isContainerPort = pods.some(({ containers }) =>
    containers.some((container) => container.ports.some(({ containerPort }) => containerPort === port)),
  )
  if (pods.length === 0 || isContainerPort || ports.some(reachesPort)) return undefined
  return {
    message: `Service/${service.object.metadata.name} is headless, and its pods do not have port ${port}.`,
    remedy: portsRemedy(service, ports, (servicePort) => targetNumbers(pods, servicePort)),
  }
}

function portsRemedy(
  service: SourcedObject,
  ports: readonly ServicePort[],
  numbersOf: (port: ServicePort) => readonly number[],
): string {
  const { name } = service.object.metadata
  const numbers = ports.flatMap((port) =>
    numbersOf(port).map((number) => (port.name === undefined ? `${number}` : `${number} (${port.name})`)),
  )
  return numbers.length === 0
    ? `Add the port to Service/${name}.`
    : `Use one of the ports of Service/${name}: ${numbers.join(', ')}.`
}
