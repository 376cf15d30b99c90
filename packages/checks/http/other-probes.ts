import { mappingOf } from '@thanos-gitops/manifest'
import { type Container, recognizeProgram } from '@thanos-gitops/workloads'
import type { CheckContext, Problem } from '../engine/check.ts'
import { inContainer } from '../thanos/places.ts'
import { exporters, httpServersOf } from './servers.ts'

/** Probes of programs without a catalogue of flags that use another scheme than the server. */
export function* otherProbeProblems(context: CheckContext): Iterable<Problem> {
  for (const container of context.containers) {
    const name = recognizeProgram(container)?.name ?? ''
    if (name !== 'grafana' && !(name in exporters)) continue
    for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe'])
      yield* probeProblems(context, container, probe)
  }
}

function* probeProblems(context: CheckContext, container: Container, probe: string): Iterable<Problem> {
  const { httpGet } = mappingOf(container.fields[probe])
  if (httpGet === undefined) return
  const { port, scheme = 'HTTP' } = mappingOf(httpGet)
  const number = typeof port === 'number' ? port : container.ports.find(({ name }) => name === port)?.containerPort
  const server = httpServersOf(context, container.workload).find((one) => one.port === number)
  if (server === undefined || server.tls === 'unknown' || (server.tls !== undefined) === (scheme === 'HTTPS')) return
  yield {
    ...inContainer(container, probe, 'httpGet'),
    message: server.tls
      ? `${server.title} serves HTTP with TLS, but the ${probe} uses plain HTTP.`
      : `the ${probe} uses HTTPS, but ${server.title} serves plain HTTP.`,
    remedy: server.tls ? 'Add scheme: HTTPS.' : 'Remove scheme: HTTPS.',
  }
}
