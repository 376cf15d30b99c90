import { contentOf, listOf, mappingOf, type SourcedObject, stringOf } from '@thanos-gitops/manifest'
import { podSelectorOf, type Workload } from '@thanos-gitops/workloads'
import type { CheckContext } from './check.ts'

export interface ServicePort {
  readonly name: string | undefined
  readonly port: number
  /** The port of the Service if it sets no targetPort. */
  readonly targetPort: string | number
  readonly protocol: string
  readonly pointer: string
}

export const servicePorts = (service: SourcedObject): ServicePort[] =>
  listOf(mappingOf(contentOf(service).spec).ports).flatMap((entry, index) => {
    const { name, port, targetPort, protocol } = mappingOf(entry)
    if (typeof port !== 'number') return []
    const target = typeof targetPort === 'string' || typeof targetPort === 'number' ? targetPort : port
    const pointer = `/spec/ports/${index}`
    return [{ name: stringOf(name), port, targetPort: target, protocol: stringOf(protocol) ?? 'TCP', pointer }]
  })

export const isHeadless = (service: SourcedObject): boolean => mappingOf(contentOf(service).spec).clusterIP === 'None'

/** The workloads whose pods an object selects; none for a Service without a selector. */
export function podsOf(context: CheckContext, object: SourcedObject): readonly Workload[] {
  const selector = podSelectorOf(object.object)
  return selector === undefined ? [] : context.selectedBy(selector, context.namespaceOf(object))
}

/** The numbers of the container ports to which a port of a Service leads; empty if no selected pod has a port with its name. */
export const targetNumbers = (workloads: readonly Workload[], { targetPort }: ServicePort): number[] =>
  typeof targetPort === 'number'
    ? [targetPort]
    : [
        ...new Set(
          workloads
            .flatMap(({ containers }) => containers.flatMap(({ ports }) => ports))
            .filter(({ name }) => name === targetPort)
            .map(({ containerPort }) => containerPort),
        ),
      ]
