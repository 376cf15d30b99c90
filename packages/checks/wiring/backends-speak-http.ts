import { contentOf, listOf, type Mapping, mappingOf, type SourcedObject } from '@thanos-gitops/manifest'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import type { Listener } from '../engine/listeners.ts'
import { type OutsideBackend, outsideBackends } from '../engine/outside-backends.ts'
import { portsBehind } from '../engine/reached-listeners.ts'
import { type ServicePort, servicePorts } from '../engine/services.ts'
import { listenerText } from './expected-server.ts'

export const backendsSpeakHttp: Check = {
  name: 'backends-speak-http',
  question: 'addresses',
  severity: 'error',
  why: 'A proxy sends HTTP/1.1 to a backend unless its protocol is set. A server that speaks gRPC closes such a connection, and clients get 502.',
  remedy: 'Refer to the HTTP port, or set the protocol of the backend.',
  source:
    'https://kubernetes.io/docs/concepts/services-networking/service/#application-protocol, https://kubernetes.github.io/ingress-nginx/examples/grpc/',
  *run(context) {
    for (const backend of outsideBackends(context)) yield* backendProblems(context, backend)
  },
}

function* backendProblems(
  context: CheckContext,
  { object, service, servicePort, pointer, requested }: OutsideBackend,
): Iterable<Problem> {
  const listener = portsBehind(context, service, servicePort).find(
    (reached) => reached.listener !== undefined,
  )?.listener
  if (listener === undefined || isRequested(listener, requested)) return
  const isGrpc = listener.protocol === 'gRPC'
  if (isGrpc && requested === 'HTTP' && setsProtocol(object, service, servicePort)) return
  const right = servicePorts(service).find((entry) =>
    portsBehind(context, service, entry).some(
      (reached) => reached.listener && isRequested(reached.listener, requested),
    ),
  )
  const protocolRemedy = isGrpc ? protocolRemedies[object.object.kind] : undefined
  const portRemedy = right && `Use port ${right.port} of Service/${service.object.metadata.name} for ${requested}.`
  const remedy = [portRemedy, protocolRemedy].filter((text) => text !== undefined).join(' ')
  yield {
    object,
    pointer,
    message: `port ${servicePort.name ?? servicePort.port} of Service/${service.object.metadata.name} leads to port ${listener.port}, where ${listenerText(listener)}, but the proxy sends ${requested}.`,
    ...(remedy !== '' && { remedy }),
  }
}

const isRequested = ({ protocol }: Listener, requested: 'HTTP' | 'gRPC'): boolean =>
  protocol === requested || (requested === 'HTTP' && protocol === 'remote write')

const protocolRemedies: Readonly<Record<string, string>> = {
  Ingress:
    'For gRPC, set the annotation of your controller, such as nginx.ingress.kubernetes.io/backend-protocol: GRPC, or appProtocol: kubernetes.io/h2c in the Service.',
  HTTPRoute: 'For gRPC, use a GRPCRoute, or set appProtocol: kubernetes.io/h2c in the port of the Service.',
}

/** Controllers have annotations of their own for the protocol of a backend: all of them contain its name. */
function setsProtocol(object: SourcedObject, service: SourcedObject, { pointer }: ServicePort): boolean {
  const annotations = [object, service].flatMap(({ object: { metadata } }) =>
    Object.entries(metadata.annotations ?? {}),
  )
  const index = Number(pointer.split('/').at(-1))
  const { appProtocol }: Mapping = mappingOf(listOf(mappingOf(contentOf(service).spec).ports)[index])
  return (
    annotations.some(([key, value]) => /grpc|h2c|http2/i.test(value) || /grpc|h2c/i.test(key)) ||
    /grpc|h2c|http2/i.test(String(appProtocol))
  )
}
