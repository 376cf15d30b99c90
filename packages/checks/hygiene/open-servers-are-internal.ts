import { contentOf, listOf, type Mapping, mappingOf, type SourcedObject } from '@thanos-gitops/manifest'
import { lastValue, programTitle } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import type { Listener } from '../engine/listeners.ts'
import { type OutsideBackend, outsideBackends } from '../engine/outside-backends.ts'
import { portsBehind } from '../engine/reached-listeners.ts'
import { type ServicePort, servicePorts } from '../engine/services.ts'
import { usesTls } from '../engine/web-server.ts'

export const openServersAreInternal: Check = {
  name: 'open-servers-are-internal',
  question: 'security',
  severity: 'warning',
  why: 'Prometheus, Thanos, Alertmanager and memcached have no authentication by default. A load balancer, a port of the nodes or a route from outside lets anybody read all metrics, silence alerts or overload the servers.',
  remedy: 'Use type: ClusterIP with an authenticating proxy, an internal load balancer, or loadBalancerSourceRanges.',
  source: 'https://prometheus.io/docs/operating/security/#prometheus',
  *run(context) {
    for (const service of context.ofKind('Service', '')) {
      const problem = serviceProblem(context, service)
      if (problem !== undefined) yield problem
    }
    for (const backend of outsideBackends(context)) {
      const problem = routeProblem(context, backend)
      if (problem !== undefined) yield problem
    }
  },
}

const specOf = (object: SourcedObject): Mapping => mappingOf(contentOf(object).spec)

function serviceProblem(context: CheckContext, service: SourcedObject): Problem | undefined {
  const { type, loadBalancerSourceRanges } = specOf(service)
  const isExposed =
    type === 'NodePort' ||
    (type === 'LoadBalancer' && listOf(loadBalancerSourceRanges).length === 0 && !isInternal(service))
  if (!isExposed) return undefined
  for (const port of servicePorts(service)) {
    const listener = openListener(context, service, port)
    if (listener === undefined) continue
    const way = type === 'NodePort' ? 'each node exposes' : 'its load balancer exposes'
    return {
      object: service,
      pointer: '/spec/type',
      message: `${way} ${programTitle(listener.program)} without authentication at port ${port.port}.`,
    }
  }
  return undefined
}

function routeProblem(context: CheckContext, backend: OutsideBackend): Problem | undefined {
  const { object, service, servicePort, pointer } = backend
  const listener = openListener(context, service, servicePort)
  if (listener === undefined || isProtected(context, object)) return undefined
  return {
    object,
    pointer,
    message: `it leads to ${programTitle(listener.program)} in Service/${service.object.metadata.name} without authentication.`,
    remedy: 'Route to an authenticating proxy such as oauth2-proxy, which sends the requests to this Service.',
  }
}

/** A known program behind a port that answers everybody; undefined if there is none, and if the manifests do not show it. */
function openListener(context: CheckContext, service: SourcedObject, port: ServicePort): Listener | undefined {
  const listener = portsBehind(context, service, port).find((reached) => reached.listener !== undefined)?.listener
  if (listener === undefined || usesTls(context, listener.program) !== false) return undefined
  const requiresCertificate =
    listener.protocol === 'gRPC' && (lastValue(listener.program, 'grpc-server-tls-client-ca') ?? '') !== ''
  return requiresCertificate ? undefined : listener
}

/** The annotations of all large providers for an internal load balancer contain one of these words, as those of MetalLB do. */
const isInternal = ({ object: { metadata } }: SourcedObject): boolean =>
  Object.entries(metadata.annotations ?? {}).some(([key, value]) =>
    /internal|intranet|private|metallb|address-pool|lbipam|vpc|subnet/i.test(`${key}=${value}`),
  )

/** Whether a controller authenticates the requests of an Ingress or route, or only internal clients reach it. */
const isProtected = (context: CheckContext, object: SourcedObject): boolean =>
  object.object.kind === 'Ingress' ? isProtectedIngress(object) : isProtectedRoute(context, object)

// nginx: auth-url, auth-tls-secret, whitelist-source-range; Traefik: router.middlewares; ALB: auth-type, scheme=internal.
const isProtectedIngress = (ingress: SourcedObject): boolean =>
  /internal|private/i.test(String(specOf(ingress).ingressClassName)) ||
  Object.entries(ingress.object.metadata.annotations ?? {}).some(([key, value]) =>
    /auth|oidc|middlewares|(white|allow)list|internal|private/i.test(`${key}=${value}`),
  )

/** By a filter of the implementation, or by a policy for the route or its Gateway, such as SecurityPolicy and AuthPolicy. */
function isProtectedRoute(context: CheckContext, route: SourcedObject): boolean {
  const { rules, parentRefs } = specOf(route)
  const parents = listOf(parentRefs).map(mappingOf)
  if (parents.some(({ kind, name }) => kind === 'Service' || /internal|private/i.test(String(name)))) return true
  const hasFilter = listOf(rules).some((rule) =>
    listOf(mappingOf(rule).filters).some((filter) => mappingOf(filter).type === 'ExtensionRef'),
  )
  const names = [route.object.metadata.name, ...parents.map(({ name }) => String(name))]
  return (
    hasFilter ||
    context.objects.some(
      (policy) =>
        /auth|security|trafficpolicy/i.test(policy.object.kind) &&
        targetsOf(policy).some((target) => names.includes(target)),
    )
  )
}

const targetsOf = (policy: SourcedObject): readonly string[] => {
  const { targetRef, targetRefs } = specOf(policy)
  return [targetRef, ...listOf(targetRefs)].map((target) => String(mappingOf(target).name))
}
