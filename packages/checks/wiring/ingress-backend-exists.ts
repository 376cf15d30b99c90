import { contentOf, listOf, mappingOf, type SourcedObject, stringOf } from '@thanos-gitops/manifest'
import type { Check, CheckContext, Problem } from '../engine/check.ts'

export const ingressBackendExists = {
  name: 'ingress-backend-exists',
  question: 'references',
  severity: 'error',
  why: 'An Ingress that refers to a missing Service or port answers every request with 503.',
  remedy: 'Refer to a Service in the namespace of the Ingress, and to one of its ports.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/ingress/#the-ingress-resource',
  *run(context) {
    for (const ingress of context.ofKind('Ingress', 'networking.k8s.io'))
      for (const backend of backendsOf(ingress)) yield* backendProblems(context, ingress, backend)
  },
} satisfies Check

export interface Backend {
  readonly backend: unknown
  readonly pointer: string
}

/** The backends of an Ingress: the default one first. */
export function backendsOf(ingress: SourcedObject): Backend[] {
  const { defaultBackend, rules } = mappingOf(contentOf(ingress).spec)
  const pathBackends = listOf(rules).flatMap((rule, ruleIndex) =>
    listOf(mappingOf(mappingOf(rule).http).paths).map((path, pathIndex) => ({
      backend: mappingOf(path).backend,
      pointer: `/spec/rules/${ruleIndex}/http/paths/${pathIndex}/backend`,
    })),
  )
  return defaultBackend === undefined
    ? pathBackends
    : [{ backend: defaultBackend, pointer: '/spec/defaultBackend' }, ...pathBackends]
}

function* backendProblems(
  { find, namespaceOf, external }: CheckContext,
  ingress: SourcedObject,
  { backend, pointer }: Backend,
): Generator<Problem> {
  const { name, port } = mappingOf(mappingOf(backend).service)
  const namespace = namespaceOf(ingress)
  if (typeof name !== 'string' || external.has('Service', name, namespace)) return
  const service = find('Service', namespace, name)
  if (service === undefined) {
    yield {
      object: ingress,
      pointer: `${pointer}/service/name`,
      message: `there is no Service ${name}.`,
      missing: { kind: 'Service', name, namespace },
    }
    return
  }
  const ports = listOf(mappingOf(contentOf(service).spec).ports).map(mappingOf)
  const { name: portName, number } = mappingOf(port)
  if (
    ports.some((servicePort) => (portName === undefined ? servicePort.port === number : servicePort.name === portName))
  )
    return
  yield {
    object: ingress,
    pointer: `${pointer}/service/port`,
    message: `Service/${name} has no port ${stringOf(portName) ?? String(number)}.`,
    cause: `Service/${namespace}/${name} ${stringOf(portName) ?? String(number)}`,
    remedy: `Use one of its ports: ${ports.map((servicePort) => String(servicePort.name ?? servicePort.port)).join(', ')}.`,
  }
}
