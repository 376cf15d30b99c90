import { didYouMean, type SourcedObject } from '@thanos-gitops/manifest'
import type { CheckContext, Problem } from './check.ts'
import { servicePorts } from './services.ts'

/** A field of an object that refers to a Service and to one of its ports. */
export interface ServiceReference {
  readonly object: SourcedObject
  /** Of the field with the name. */
  readonly pointer: string
  readonly name: string
  /** `''` if it is not set. */
  readonly namespace: string
  /** A name, a number, or undefined if the reference is to no port. */
  readonly port: string | number | undefined
  /** Of the field with the port, or of its nearest parent. */
  readonly portPointer: string
}

/** The problem of a reference to a missing Service or port. None for a namespace that these manifests do not contain. */
export function serviceReferenceProblem(context: CheckContext, reference: ServiceReference): Problem | undefined {
  const { name, namespace, object, pointer } = reference
  if (context.external.has('Service', name, namespace) || isCreatedService(name)) return undefined
  const service = context.find('Service', namespace, name)
  if (service !== undefined) return portProblem(reference, service)
  const services = context.ofKind('Service', '')
  if (!services.some((other) => context.namespaceOf(other) === namespace)) return undefined
  const elsewhere = services.find((other) => other.object.metadata.name === name)
  const remedy =
    elsewhere === undefined
      ? didYouMean(
          name,
          services
            .filter((other) => context.namespaceOf(other) === namespace)
            .map((other) => other.object.metadata.name),
        )
      : `Service/${name} is in namespace ${context.namespaceOf(elsewhere)}.`
  return {
    object,
    pointer,
    message: `there is no Service ${name}${namespace === '' ? '' : ` in ${namespace}`}.`,
    missing: { kind: 'Service', name, namespace },
    ...(remedy && { remedy }),
  }
}

/** Whether prometheus-operator creates the Service, for objects of these or of other manifests. */
export const isCreatedService = (name: string): boolean =>
  /^(prometheus|alertmanager|thanos-ruler)-operated$/.test(name)

function portProblem({ object, port, portPointer }: ServiceReference, service: SourcedObject): Problem | undefined {
  const ports = servicePorts(service)
  if (port === undefined || ports.length === 0) return undefined
  if (ports.some((servicePort) => (typeof port === 'number' ? servicePort.port : servicePort.name) === port))
    return undefined
  const texts = ports.map((servicePort) =>
    typeof port === 'string'
      ? String(servicePort.name ?? servicePort.port)
      : `${servicePort.port}${servicePort.name === undefined ? '' : ` (${servicePort.name})`}`,
  )
  return {
    object,
    pointer: portPointer,
    message: `Service/${service.object.metadata.name} has no port ${port}.`,
    remedy: `Use one of its ports: ${texts.join(', ')}.`,
  }
}
