import { contentOf, listOf, mappingOf, nearest } from '@thanos-gitops/manifest'
import type { Container } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { listensByFlags } from '../engine/programs.ts'

export const servicePortExists = {
  name: 'service-port-exists',
  id: 'TH017',
  severity: 'error',
  why: 'A targetPort by name is looked up in the ports of the selected containers; where none is called so, the Service has no endpoint on that port, and SRV look-ups for it stay empty.',
  remedy: 'Name the port in the container, or correct targetPort.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports',
  *run({ ofKind, selectedBy, namespaceOf }) {
    for (const service of ofKind('Service', '')) {
      const { selector, ports } = mappingOf(contentOf(service).spec)
      if (Object.keys(mappingOf(selector)).length === 0) continue
      // The test pods of a Helm chart often carry the labels of what they test, while they run.
      const workloads = selectedBy({ matchLabels: selector }, namespaceOf(service)).filter(
        ({ object }) => object.object.metadata.annotations?.['helm.sh/hook'] === undefined,
      )
      for (const [index, port] of listOf(ports).entries()) {
        const { targetPort, port: number, protocol = 'TCP' } = mappingOf(port)
        const target = targetPort ?? number
        const pointer = `/spec/ports/${index}${targetPort === undefined ? '' : '/targetPort'}`
        for (const { kind, name, containers } of workloads) {
          const open = containers.filter(({ isInit }) => !isInit).flatMap((container) => container.ports)
          if (typeof target === 'string') {
            if (open.some((port) => port.name === target && port.protocol === protocol)) continue
            const names = open.flatMap((port) => (port.name === undefined ? [] : [port.name]))
            const near = nearest(target, names)
            const found = names.length === 0 ? 'names no port' : `has ${names.join(', ')}`
            const isOtherProtocol = names.includes(target)
            yield {
              object: service,
              pointer,
              message: isOtherProtocol
                ? `its targetPort ${target} is ${String(protocol)}, and in ${kind}/${name} it is not.`
                : `its targetPort ${target} is no port of ${kind}/${name}, which ${found}.`,
              ...(near === undefined || isOtherProtocol ? {} : { remedy: `Did you mean ${near}?` }),
            }
          } else if (typeof target === 'number' && isClosed(containers, target)) {
            yield {
              object: service,
              pointer,
              severity: 'warning',
              message: `its target port ${target} is none of ${kind}/${name}, which has ${open.map((port) => port.containerPort).join(', ')}.`,
            }
          }
        }
      }
    }
  },
} satisfies Check

/** A port need not be declared. Where all programs are known, one that neither ports nor flags mention is closed. */
const isClosed = (containers: readonly Container[], port: number): boolean =>
  containers
    .filter(({ isInit }) => !isInit)
    .every(
      (container) =>
        listensByFlags(container) &&
        container.ports.length > 0 &&
        !container.ports.some((open) => open.containerPort === port) &&
        !container.arguments.some(({ text }) => new RegExp(`\\b${port}\\b`).test(text)),
    )
