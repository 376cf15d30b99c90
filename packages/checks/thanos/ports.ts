import type { SourcedObject } from '@thanos-gitops/manifest'
import { lastValue, type Program, type Workload } from '@thanos-gitops/workloads'
import { isHeadless, type ServicePort, servicePorts, targetNumbers } from '../engine/services.ts'
import type { ParsedAddress } from './parse-address.ts'

/** The port of `0.0.0.0:10901`, `:10901` or `[::]:10901`. */
export function portOf(address: string | undefined): number | undefined {
  const port = /:(\d+)$/.exec(address ?? '')?.[1]
  return port === undefined ? undefined : Number(port)
}

/** The port at which a Thanos component listens, by its flag or by default. */
export const listenPort = (program: Program, flag: 'grpc-address' | 'http-address'): number | undefined =>
  portOf(lastValue(program, flag) ?? program.flags[flag]?.default)

/** The number of the container port behind a port of a Service; undefined if the workload lacks it. */
export const containerPortOf = (workload: Workload, port: ServicePort): number | undefined =>
  targetNumbers([workload], port)[0]

/** The port of a Service to which an address with a port number or a scheme connects. */
export const servicePortOf = (service: SourcedObject, { port, scheme }: ParsedAddress): ServicePort | undefined =>
  servicePorts(service).find((entry) => entry.port === (port ?? (scheme === 'https' ? 443 : 80)))

/**
 * The container port of a workload to which an address leads: by the port number of a Service, or of the pods if the Service is
 * headless, or by the name of a port. Undefined if none has it.
 */
export function portBehind(service: SourcedObject, workload: Workload, address: ParsedAddress): number | undefined {
  const { portName, port } = address
  const named = portName === undefined ? undefined : servicePorts(service).find(({ name }) => name === portName)
  if (port !== undefined && isHeadless(service) && (portName === undefined || named === undefined)) return port
  const servicePort = named ?? servicePortOf(service, address)
  return servicePort && containerPortOf(workload, servicePort)
}

/** Whether another container of the pod listens at a port, such as a proxy in front of the program. */
export const isPortOfProxy = ({ container }: Program, port: number | undefined): boolean =>
  port !== undefined &&
  container.workload.containers.some(
    (other) => other !== container && other.ports.some(({ containerPort }) => containerPort === port),
  )
