import { didYouMean, mappingOf } from '@thanos-gitops/manifest'
import type { Container } from '@thanos-gitops/workloads'
import type { Check, Problem } from '../engine/check.ts'
import { listensByFlags } from '../engine/programs.ts'

const probes = ['livenessProbe', 'readinessProbe', 'startupProbe']
const handlers = ['httpGet', 'tcpSocket', 'grpc']

export const probePortIsOpen = {
  name: 'probe-port-is-open',
  id: 'TH017',
  question: 'addresses',
  severity: 'error',
  why: 'A probe of a port that the container does not serve always fails: the pod never becomes ready, or its container restarts repeatedly.',
  remedy: 'Use a port of this container.',
  source:
    'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#use-a-named-port',
  *run({ containers }) {
    for (const container of containers)
      for (const probe of probes)
        for (const handler of handlers) {
          const { port, host } = mappingOf(mappingOf(container.fields[probe])[handler])
          const problem = portProblem(container, probe, port, host)
          if (problem === undefined) continue
          const pointer = `${container.pointer}/${probe}/${handler}/port`
          yield { object: container.workload.object, pointer, ...problem }
        }
  },
} satisfies Check

type PortProblem = Pick<Problem, 'message' | 'remedy' | 'severity'>

function portProblem(container: Container, probe: string, port: unknown, host: unknown): PortProblem | undefined {
  if (typeof port !== 'string' && typeof port !== 'number') return undefined
  if (!/^\d+$/.test(String(port)))
    return typeof port === 'string' ? namedPortProblem(container, probe, port) : undefined
  if (host !== undefined || !isClosed(container, String(port))) return undefined
  return {
    severity: 'warning',
    message: `the ${probe} of container ${container.name} uses port ${port}, which is not in the ports, arguments or variables of the container.`,
  }
}

function namedPortProblem({ name, ports }: Container, probe: string, portName: string): PortProblem | undefined {
  if (ports.some((port) => port.name === portName)) return undefined
  const names = ports.flatMap((port) => port.name ?? [])
  const suggestion = didYouMean(portName, names)
  return {
    message: `the ${probe} of container ${name} uses port ${portName}, but no port of the container has this name.`,
    remedy:
      suggestion ??
      (names.length > 0 ? `Use one of its named ports: ${names.join(', ')}.` : `Add a port with the name ${portName}.`),
  }
}

/** Whether a program that listens only at the addresses in its flags has neither a port nor a setting with this number. */
function isClosed(container: Container, port: string): boolean {
  const { ports, arguments: args, environment } = container
  if (ports.length === 0 || !listensByFlags(container)) return false
  const settings = [...args.map(({ text }) => text), ...environment.map(({ value }) => value ?? '')]
  const number = new RegExp(`\\b${port}\\b`)
  return (
    !ports.some(({ containerPort }) => containerPort === Number(port)) && !settings.some((text) => number.test(text))
  )
}
