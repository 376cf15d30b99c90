// The ports of Services to which Ingresses and routes send requests from outside of the cluster.
import { contentOf, listOf, type Mapping, mappingOf, type SourcedObject, stringOf } from '@thanos-gitops/manifest'
import type { CheckContext } from './check.ts'
import { perContext } from './per-context.ts'
import { type ServicePort, servicePorts } from './services.ts'

export interface OutsideBackend {
  /** An Ingress, an HTTPRoute or a GRPCRoute. */
  readonly object: SourcedObject
  readonly service: SourcedObject
  readonly servicePort: ServicePort
  /** Of the port in the object. */
  readonly pointer: string
  /** The hosts of the requests, with their pointers; none for requests to any host. */
  readonly hosts: readonly Host[]
  readonly requested: 'HTTP' | 'gRPC'
}

export interface Host {
  readonly name: string
  readonly pointer: string
}

/** The backends whose Service and port are in the manifests. */
export const outsideBackends = perContext((context): readonly OutsideBackend[] => [
  ...context.ofKind('Ingress', 'networking.k8s.io').flatMap((ingress) => ofIngress(context, ingress)),
  ...(['HTTPRoute', 'GRPCRoute'] as const).flatMap((kind) =>
    context.ofKind(kind, 'gateway.networking.k8s.io').flatMap((route) => ofRoute(context, route, kind)),
  ),
])

const specOf = (object: SourcedObject): Mapping => mappingOf(contentOf(object).spec)

function ofIngress(context: CheckContext, ingress: SourcedObject): readonly OutsideBackend[] {
  const { defaultBackend, rules } = specOf(ingress)
  const inRules = listOf(rules).flatMap((rule, ruleIndex) => {
    const { host, http } = mappingOf(rule)
    const hosts = typeof host === 'string' ? [{ name: host, pointer: `/spec/rules/${ruleIndex}/host` }] : []
    return listOf(mappingOf(http).paths).map((path, index) => ({
      backend: mappingOf(path).backend,
      pointer: `/spec/rules/${ruleIndex}/http/paths/${index}/backend`,
      hosts,
    }))
  })
  const all = [{ backend: defaultBackend, pointer: '/spec/defaultBackend', hosts: [] }, ...inRules]
  return all.flatMap(({ backend, pointer, hosts }): readonly OutsideBackend[] => {
    const { name, port } = mappingOf(mappingOf(backend).service)
    const service = context.find('Service', context.namespaceOf(ingress), stringOf(name) ?? '')
    const { name: portName, number } = mappingOf(port)
    const servicePort =
      service &&
      servicePorts(service).find((entry) => (portName === undefined ? entry.port === number : entry.name === portName))
    return service === undefined || servicePort === undefined
      ? []
      : [{ object: ingress, service, servicePort, pointer: `${pointer}/service/port`, hosts, requested: 'HTTP' }]
  })
}

function ofRoute(
  context: CheckContext,
  route: SourcedObject,
  kind: 'HTTPRoute' | 'GRPCRoute',
): readonly OutsideBackend[] {
  const { hostnames, rules } = specOf(route)
  const hosts = listOf(hostnames).map((name, index) => ({ name: String(name), pointer: `/spec/hostnames/${index}` }))
  return listOf(rules).flatMap((rule, ruleIndex) =>
    listOf(mappingOf(rule).backendRefs).flatMap((backend, index): readonly OutsideBackend[] => {
      const { kind: backendKind = 'Service', group = '', name, namespace, port } = mappingOf(backend)
      if (backendKind !== 'Service' || group !== '' || typeof name !== 'string') return []
      const service = context.find('Service', stringOf(namespace) ?? context.namespaceOf(route), name)
      const servicePort = service && servicePorts(service).find((entry) => entry.port === port)
      if (service === undefined || servicePort === undefined) return []
      const pointer = `/spec/rules/${ruleIndex}/backendRefs/${index}/port`
      return [
        { object: route, service, servicePort, pointer, hosts, requested: kind === 'HTTPRoute' ? 'HTTP' : 'gRPC' },
      ]
    }),
  )
}
