import { mappingOf, stringOf } from '@thanos-gitops/manifest'
import { type Container, lastValue, type Program, programTitle } from '@thanos-gitops/workloads'
import type { Check, Problem } from '../engine/check.ts'
import { programsIn } from '../engine/programs.ts'
import { inContainer } from './places.ts'
import { listenPort, portOf } from './ports.ts'

const probes = [
  { field: 'readinessProbe', path: '/-/ready', wrongPath: '/-/healthy' },
  { field: 'livenessProbe', path: '/-/healthy', wrongPath: '/-/ready' },
]

export const probesUseTheRightPath: Check = {
  name: 'probes-use-the-right-path',
  id: 'TH018',
  question: 'addresses',
  severity: 'error',
  why: '/-/healthy succeeds while a component still loads data or lacks a dependency. As the readiness probe, it directs queries to pods that cannot answer. As the liveness probe, /-/ready kills pods that only wait.',
  remedy: 'Use /-/ready for the readiness probe and /-/healthy for the liveness probe, at the HTTP port.',
  source:
    'https://github.com/thanos-io/thanos/blob/v0.42.4/pkg/server/http/http.go, https://prometheus.io/docs/prometheus/latest/management_api/',
  *run(context) {
    for (const program of programsIn(context))
      if (isServer(program)) for (const probe of probes) yield* probeProblems(program, probe)
  },
}

const serverTools = ['tools bucket web', 'tools bucket replicate']

/** Whether a program runs until its pod is deleted. Most tools end, and so does a compactor in a Job. */
const isServer = ({ name, command, container }: Program): boolean =>
  name !== 'memcached' &&
  !container.isInit &&
  container.workload.replicas !== undefined &&
  command !== undefined &&
  (!command.startsWith('tools') || serverTools.includes(command))

function* probeProblems(
  program: Program,
  { field, path: rightPath, wrongPath }: (typeof probes)[number],
): Iterable<Problem> {
  const { container } = program
  if (container.fields[field] === undefined) {
    yield {
      ...inContainer(container),
      message: `${programTitle(program)} has no ${field}.`,
      remedy: `Add a ${field} with the path ${rightPath}.`,
      severity: 'warning',
    }
    return
  }
  const { path, port } = mappingOf(mappingOf(container.fields[field]).httpGet)
  if (stringOf(path)?.endsWith(wrongPath))
    yield {
      ...inContainer(container, field, 'httpGet', 'path'),
      message: `the ${field} of ${programTitle(program)} has the path ${String(path)}.`,
      remedy: `Use the path ${rightPath}.`,
      // A liveness probe that waits for readiness restarts pods repeatedly.
      ...(field === 'readinessProbe' && { severity: 'warning' as const }),
    }
  const number = portNumber(container, port)
  const httpPort = httpPortOf(program)
  if (number !== undefined && httpPort !== undefined && number !== httpPort)
    yield {
      ...inContainer(container, field, 'httpGet', 'port'),
      message: `the ${field} of ${programTitle(program)} has the port ${number}, but the HTTP port is ${httpPort}.`,
      remedy: `Use the port ${httpPort}.`,
    }
}

const portNumber = ({ ports }: Container, port: unknown): number | undefined =>
  typeof port === 'number' ? port : ports.find(({ name }) => name === port)?.containerPort

function httpPortOf(program: Program): number | undefined {
  if (program.name === 'thanos') return listenPort(program, 'http-address')
  const defaultAddress = program.name === 'prometheus' ? ':9090' : ':9093'
  return portOf(lastValue(program, 'web.listen-address') ?? defaultAddress)
}
