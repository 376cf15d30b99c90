import { contentOf, didYouMean, listOf, mappingOf, type SourcedObject } from '@thanos-gitops/manifest'
import type { Container, Workload } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { isClosedPort } from '../engine/closed-port.ts'

export const servicePortExists = {
  name: 'service-port-exists',
  id: 'TH017',
  question: 'references',
  severity: 'error',
  why: 'Kubernetes looks up a named targetPort in the ports of the selected containers. If no container has a port with this name, the Service has no endpoints on that port, and SRV lookups return no records.',
  remedy: 'Declare the port in the container, or correct targetPort.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports',
  *run(context) {
    for (const service of context.ofKind('Service', '')) {
      const workloads = selectedWorkloads(context, service)
      const ports = listOf(mappingOf(contentOf(service).spec).ports)
      for (const [index, port] of ports.entries())
        for (const workload of workloads) {
          const problem = portProblem(workload, mappingOf(port)) ?? undeclaredPort(workload, ports, mappingOf(port))
          if (problem === undefined) continue
          const field = mappingOf(port).targetPort === undefined ? '' : '/targetPort'
          yield { object: service, pointer: `/spec/ports/${index}${field}`, ...problem }
        }
    }
  },
} satisfies Check

type PortProblem = Pick<Problem, 'message' | 'remedy' | 'severity'>

function selectedWorkloads({ selectedBy, namespaceOf }: CheckContext, service: SourcedObject): readonly Workload[] {
  const { selector } = mappingOf(contentOf(service).spec)
  if (Object.keys(mappingOf(selector)).length === 0) return []
  // While they run, the test pods of a Helm chart often have the labels of the pods that they test.
  return selectedBy({ matchLabels: selector }, namespaceOf(service)).filter(
    ({ object }) => object.object.metadata.annotations?.['helm.sh/hook'] === undefined,
  )
}

function portProblem(
  workload: Workload,
  { targetPort, port, protocol = 'TCP' }: Readonly<Record<string, unknown>>,
): PortProblem | undefined {
  const containers = workload.containers.filter(({ isInit }) => !isInit)
  const target = targetPort ?? port
  if (typeof target === 'string') return namedPortProblem(workload, containers, target, protocol)
  if (typeof target !== 'number' || !isClosedPort(containers, target)) return undefined
  const numbers = containers.flatMap(({ ports }) => ports.map(({ containerPort }) => containerPort))
  return {
    severity: 'warning',
    message: `target port ${target} does not exist in ${workload.kind}/${workload.name}, which has the ports ${numbers.join(', ')}.`,
  }
}

function namedPortProblem(
  { kind, name }: Workload,
  containers: readonly Container[],
  targetPort: string,
  protocol: unknown,
): PortProblem | undefined {
  const ports = containers.flatMap((container) => container.ports)
  if (ports.some((port) => port.name === targetPort && port.protocol === protocol)) return undefined
  const names = ports.flatMap((port) => port.name ?? [])
  if (names.includes(targetPort))
    return {
      message: `targetPort ${targetPort} has the protocol ${String(protocol)}, but ${kind}/${name} declares this port with another protocol.`,
      remedy: 'Set the same protocol in the Service and in the container.',
    }
  const suggestion = didYouMean(targetPort, names)
  const namedPorts = names.length === 0 ? 'no named ports' : `the named ports ${names.join(', ')}`
  return {
    message: `targetPort ${targetPort} does not exist in ${kind}/${name}, which has ${namedPorts}.`,
    ...(suggestion === undefined ? {} : { remedy: suggestion }),
  }
}

/**
 * A numeric target that nothing in the pods mentions, if no port of the Service leads to a declared port. Containers need not declare
 * their ports, but those that do declare the main one.
 */
function undeclaredPort(
  { kind, name, containers }: Workload,
  servicePorts: readonly unknown[],
  { targetPort, port }: Readonly<Record<string, unknown>>,
): PortProblem | undefined {
  const running = containers.filter(({ isInit }) => !isInit)
  const declared = running.flatMap(({ ports }) => ports.map(({ containerPort }) => containerPort))
  const targets = servicePorts.map((entry) => mappingOf(entry).targetPort ?? mappingOf(entry).port)
  const target = targetPort ?? port
  if (
    typeof target !== 'number' ||
    running.some(({ ports }) => ports.length === 0) ||
    targets.some((other) => typeof other !== 'number' || declared.includes(other)) ||
    running.some(({ fields }) => new RegExp(`\\b${target}\\b`).test(JSON.stringify(fields)))
  )
    return undefined
  return {
    severity: 'warning',
    message: `target port ${target} is not among the ports of ${kind}/${name}: ${declared.join(', ')}.`,
  }
}
