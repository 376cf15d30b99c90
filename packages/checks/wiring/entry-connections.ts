// The connections of requests from outside: an Ingress or a route of the Gateway API leads them to pods.
import { mappingOf, type SourcedObject, stringOf } from '@thanos-gitops/manifest'
import type { CheckContext } from '../engine/check.ts'
import { portsBehind, type ReachedPort } from '../engine/reached-listeners.ts'
import { servicePorts } from '../engine/services.ts'
import { backendsOf as ingressBackends } from './ingress-backend-exists.ts'
import { backendsOf as routeBackends, routeKinds } from './route-backend-exists.ts'

export interface EntryConnection extends Pick<ReachedPort, 'workload' | 'port'> {
  /** The Ingress or route. */
  readonly entry: SourcedObject
  /** `Service/thanos-query in Ingress/thanos` */
  readonly requirement: string
}

export function* entryConnections(context: CheckContext): Generator<EntryConnection> {
  for (const ingress of context.ofKind('Ingress', 'networking.k8s.io'))
    for (const { backend } of ingressBackends(ingress)) {
      const { name, port } = mappingOf(mappingOf(backend).service)
      const { name: portName, number } = mappingOf(port)
      yield* toService(context, ingress, stringOf(name), context.namespaceOf(ingress), portName ?? number)
    }
  for (const kind of routeKinds)
    for (const route of context.ofKind(kind, 'gateway.networking.k8s.io'))
      for (const { name, namespace, port } of routeBackends(context, route))
        yield* toService(context, route, name, namespace, port)
}

function* toService(
  context: CheckContext,
  entry: SourcedObject,
  name: string | undefined,
  namespace: string,
  port: unknown,
): Generator<EntryConnection> {
  const service = name === undefined ? undefined : context.find('Service', namespace, name)
  if (service === undefined) return
  const requirement = `Service/${name} in ${entry.object.kind}/${entry.object.metadata.name}`
  for (const servicePort of servicePorts(service))
    if (servicePort.port === port || (servicePort.name !== undefined && servicePort.name === port))
      for (const { workload, port: number } of portsBehind(context, service, servicePort))
        yield { entry, workload, port: number, requirement }
}
