import {
  contentOf,
  didYouMean,
  listOf,
  type Mapping,
  mappingOf,
  type SourcedObject,
  stringOf,
} from '@thanos-gitops/manifest'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { type ServiceReference, serviceReferenceProblem } from '../engine/service-references.ts'

export const routeBackendExists: Check = {
  name: 'route-backend-exists',
  question: 'references',
  severity: 'error',
  why: 'A route to a missing Service or port answers every request with 500 or 503. A route whose Gateway or listener does not exist is attached to nothing, and clients get 404.',
  remedy: 'Refer to a Service in the namespace of the route, to one of its ports, and to an existing Gateway.',
  source: 'https://gateway-api.sigs.k8s.io/api-types/httproute/#backendrefs-optional',
  *run(context) {
    for (const kind of routeKinds)
      for (const route of context.ofKind(kind, 'gateway.networking.k8s.io')) {
        yield* backendProblems(context, route)
        yield* parentProblems(context, route)
      }
    for (const group of ['traefik.io', 'traefik.containo.us'])
      for (const route of context.ofKind('IngressRoute', group))
        for (const reference of traefikReferences(context, route)) yield* problemsOf(context, reference)
  },
}

export const routeKinds = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute']

const specOf = (object: SourcedObject): Mapping => mappingOf(contentOf(object).spec)

function* problemsOf(context: CheckContext, reference: ServiceReference): Iterable<Problem> {
  const problem = serviceReferenceProblem(context, reference)
  if (problem !== undefined) yield problem
}

function* backendProblems(context: CheckContext, route: SourcedObject): Iterable<Problem> {
  for (const reference of backendsOf(context, route)) {
    yield* problemsOf(context, reference)
    if (reference.namespace !== context.namespaceOf(route)) yield* grantProblems(context, route, reference)
  }
}

/** The Services to which a route of the Gateway API sends requests. */
export function backendsOf(context: CheckContext, route: SourcedObject): readonly ServiceReference[] {
  return listOf(specOf(route).rules).flatMap((rule, ruleIndex) =>
    listOf(mappingOf(rule).backendRefs).flatMap((backend, index): ServiceReference[] => {
      const { kind = 'Service', group = '', name, namespace, port } = mappingOf(backend)
      if (kind !== 'Service' || group !== '' || typeof name !== 'string') return []
      const pointer = `/spec/rules/${ruleIndex}/backendRefs/${index}`
      return [
        {
          object: route,
          pointer: `${pointer}/name`,
          name,
          namespace: stringOf(namespace) ?? context.namespaceOf(route),
          port: typeof port === 'number' ? port : undefined,
          portPointer: `${pointer}/port`,
        },
      ]
    }),
  )
}

function* grantProblems(
  context: CheckContext,
  route: SourcedObject,
  { name, namespace, pointer }: ServiceReference,
): Iterable<Problem> {
  if (context.find('Service', namespace, name) === undefined) return
  const isGranted = context
    .ofKind('ReferenceGrant')
    .some(
      (grant) =>
        context.namespaceOf(grant) === namespace &&
        listOf(specOf(grant).from).some(
          (from) =>
            mappingOf(from).kind === route.object.kind && mappingOf(from).namespace === context.namespaceOf(route),
        ),
    )
  if (!isGranted)
    yield {
      object: route,
      pointer,
      message: `no ReferenceGrant in ${namespace} allows routes of ${context.namespaceOf(route)} to use Service/${name}.`,
      remedy: `Create a ReferenceGrant in ${namespace}, or move the route there.`,
    }
}

function* parentProblems(context: CheckContext, route: SourcedObject): Iterable<Problem> {
  for (const [index, parent] of listOf(specOf(route).parentRefs).entries()) {
    const { kind = 'Gateway', name, namespace: parentNamespace, sectionName } = mappingOf(parent)
    if (kind !== 'Gateway' || typeof name !== 'string') continue
    const namespace = stringOf(parentNamespace) ?? context.namespaceOf(route)
    const pointer = `/spec/parentRefs/${index}`
    const gateway = context.find('Gateway', namespace, name)
    if (gateway === undefined) yield* missingGateway(context, route, `${pointer}/name`, name, namespace)
    else {
      const listeners = listOf(specOf(gateway).listeners).map((listener) => String(mappingOf(listener).name))
      if (typeof sectionName === 'string' && !listeners.includes(sectionName))
        yield {
          object: route,
          pointer: `${pointer}/sectionName`,
          message: `Gateway/${name} has no listener ${sectionName}.`,
          remedy: didYouMean(sectionName, listeners) ?? `Use one of its listeners: ${listeners.join(', ')}.`,
        }
    }
  }
}

/** Gateways are often in a namespace that other manifests create: only a similar or equal name shows that this one is wrong. */
function* missingGateway(
  context: CheckContext,
  object: SourcedObject,
  pointer: string,
  name: string,
  namespace: string,
): Iterable<Problem> {
  const gateways = context.ofKind('Gateway', 'gateway.networking.k8s.io')
  if (gateways.length === 0 || context.external.has('Gateway', name, namespace)) return
  const elsewhere = gateways.find((gateway) => gateway.object.metadata.name === name)
  const remedy =
    elsewhere === undefined
      ? didYouMean(
          name,
          gateways.map((gateway) => gateway.object.metadata.name),
        )
      : `Set namespace: ${context.namespaceOf(elsewhere)}, which contains Gateway/${name}.`
  if (remedy === undefined) return
  yield {
    object,
    pointer,
    message: `there is no Gateway ${name} in ${namespace}.`,
    remedy,
    missing: { kind: 'Gateway', name, namespace },
  }
}

const traefikReferences = (context: CheckContext, route: SourcedObject): readonly ServiceReference[] =>
  listOf(specOf(route).routes).flatMap((entry, routeIndex) =>
    listOf(mappingOf(entry).services).flatMap((service, index): ServiceReference[] => {
      const { kind = 'Service', name, namespace, port } = mappingOf(service)
      if (kind !== 'Service' || typeof name !== 'string') return []
      const pointer = `/spec/routes/${routeIndex}/services/${index}`
      return [
        {
          object: route,
          pointer: `${pointer}/name`,
          name,
          namespace: stringOf(namespace) ?? context.namespaceOf(route),
          port: typeof port === 'number' || typeof port === 'string' ? port : undefined,
          portPointer: `${pointer}/port`,
        },
      ]
    }),
  )
