import { mappingOf, stringOf } from '@thanos-gitops/manifest'
import { lastValue, type Program, programTitle } from '@thanos-gitops/workloads'
import type { Check, Problem } from '../engine/check.ts'
import { programsIn } from '../engine/programs.ts'
import { inContainer } from './places.ts'
import { listenPort, portOf } from './ports.ts'

export const probesUseTheRightPath: Check = {
  name: 'probes-use-the-right-path',
  id: 'TH018',
  severity: 'error',
  why: '/-/healthy answers while a component still loads or has lost what it needs: asked for readiness, it sends queries to pods that cannot answer. /-/ready asked for liveness kills pods that only wait.',
  remedy: 'Ask /-/ready for readiness and /-/healthy for liveness, at the HTTP port.',
  source:
    'https://github.com/thanos-io/thanos/blob/v0.42.4/pkg/server/http/http.go, https://prometheus.io/docs/prometheus/latest/management_api/',
  *run(context) {
    for (const program of programsIn(context)) {
      const { container, name, command } = program
      // Without --wait a compactor is a Job; tools end when they are done.
      const isServer =
        name !== 'memcached' &&
        !container.isInit &&
        container.workload.replicas !== undefined &&
        (command === undefined || !command.startsWith('tools') || command === 'tools bucket web')
      if (!isServer || command === undefined) continue
      for (const [probe, right, wrong] of [
        ['readinessProbe', '/-/ready', '/-/healthy'],
        ['livenessProbe', '/-/healthy', '/-/ready'],
      ] as const)
        yield* probeProblems(program, probe, right, wrong)
    }
  },
}

function* probeProblems(program: Program, probe: string, right: string, wrong: string): Iterable<Problem> {
  const { container } = program
  const fields = container.fields[probe]
  if (fields === undefined) {
    yield {
      ...inContainer(container),
      message: `${programTitle(program)} has no ${probe}.`,
      remedy: `Ask ${right}.`,
      severity: 'warning',
    }
    return
  }
  const { path, port } = mappingOf(mappingOf(fields).httpGet)
  if (stringOf(path)?.endsWith(wrong))
    yield {
      ...inContainer(container, probe, 'httpGet', 'path'),
      message: `the ${probe} of ${programTitle(program)} asks ${String(path)}.`,
      remedy: `Ask ${right}.`,
    }
  const number = typeof port === 'number' ? port : container.ports.find(({ name }) => name === port)?.containerPort
  const wanted =
    program.name === 'thanos'
      ? listenPort(program, 'http-address')
      : portOf(lastValue(program, 'web.listen-address') ?? (program.name === 'prometheus' ? ':9090' : ':9093'))
  if (number !== undefined && wanted !== undefined && number !== wanted)
    yield {
      ...inContainer(container, probe, 'httpGet', 'port'),
      message: `the ${probe} of ${programTitle(program)} asks port ${number}, and its HTTP port is ${wanted}.`,
      remedy: `Ask port ${wanted}.`,
    }
}
