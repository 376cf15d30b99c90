import { contentOf, listOf, mappingOf, stringOf } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'

export const ingressBackendExists = {
  name: 'ingress-backend-exists',
  severity: 'error',
  why: 'An Ingress to a Service or a port that is not there answers 503 to everybody.',
  remedy: 'Name a Service of the same namespace and one of its ports.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/ingress/#the-ingress-resource',
  *run({ ofKind, find, namespaceOf, external }) {
    for (const ingress of ofKind('Ingress', 'networking.k8s.io')) {
      const spec = mappingOf(contentOf(ingress).spec)
      const backends = [
        ...(spec.defaultBackend === undefined
          ? []
          : [{ backend: spec.defaultBackend, pointer: '/spec/defaultBackend' }]),
        ...listOf(spec.rules).flatMap((rule, index) =>
          listOf(mappingOf(mappingOf(rule).http).paths).map((path, at) => ({
            backend: mappingOf(path).backend,
            pointer: `/spec/rules/${index}/http/paths/${at}/backend`,
          })),
        ),
      ]
      for (const { backend, pointer } of backends) {
        const { name, port } = mappingOf(mappingOf(backend).service)
        if (typeof name !== 'string' || external.has('Service', name, namespaceOf(ingress))) continue
        const service = find('Service', namespaceOf(ingress), name)
        if (service === undefined) {
          yield {
            object: ingress,
            pointer: `${pointer}/service/name`,
            message: `there is no Service ${name}.`,
            missing: { kind: 'Service', name, namespace: namespaceOf(ingress) },
          }
          continue
        }
        const ports = listOf(mappingOf(contentOf(service).spec).ports).map(mappingOf)
        const { name: portName, number } = mappingOf(port)
        if (!ports.some((open) => (portName === undefined ? open.port === number : open.name === portName)))
          yield {
            object: ingress,
            pointer: `${pointer}/service/port`,
            message: `Service/${name} has no port ${stringOf(portName) ?? String(number)}.`,
            remedy: `Its ports are ${ports.map((open) => String(open.name ?? open.port)).join(', ')}.`,
          }
      }
    }
  },
} satisfies Check
