import { listOf, type Mapping, type SourcedObject, stringOf } from '@thanos-gitops/manifest'
import { programTitle, type Workload } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { isClosedPort } from '../engine/closed-port.ts'
import { type Listener, listenersOf } from '../engine/listeners.ts'
import { portsBehind } from '../engine/reached-listeners.ts'
import { podsOf, servicePorts } from '../engine/services.ts'
import { probePrefix, usesTls } from '../engine/web-server.ts'
import { listenerText } from './expected-server.ts'
import { type MonitorEndpoint, monitorsIn, selectedTargets, type Target } from './monitors.ts'

export const scrapesReachMetrics: Check = {
  name: 'scrapes-reach-metrics',
  question: 'addresses',
  severity: 'error',
  why: 'A monitor or an annotation can lead Prometheus to a port or a path at which the program serves no metrics. The target then stays down, and its alerts never fire.',
  remedy: 'Use the HTTP port of the program and the path of its metrics.',
  source: 'https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.Endpoint',
  *run(context) {
    for (const monitor of monitorsIn(context))
      for (const endpoint of monitor.endpoints)
        for (const target of selectedTargets(context, monitor))
          yield* endpointProblems(context, monitor.object, endpoint, target)
    for (const workload of context.workloads) {
      const { object, podAnnotations, podPointer } = workload
      const pointer = `${podPointer.replace(/\/spec$/, '')}/metadata/annotations`
      yield* annotationProblems(context, object, pointer, podAnnotations, [workload])
    }
    for (const service of context.ofKind('Service', '')) {
      const annotations = service.object.metadata.annotations ?? {}
      yield* annotationProblems(context, service, '/metadata/annotations', annotations, podsOf(context, service))
    }
  },
}

function* endpointProblems(
  context: CheckContext,
  object: SourcedObject,
  { fields, pointer }: MonitorEndpoint,
  { service, pods }: Target,
): Iterable<Problem> {
  const port = stringOf(fields.port)
  const servicePort = service && servicePorts(service).find(({ name }) => name === port)
  const listeners =
    service !== undefined && servicePort !== undefined
      ? portsBehind(context, service, servicePort).flatMap(({ listener }) => listener ?? [])
      : listenersAtName(context, pods?.workload, port)
  const wrong = listeners.find(({ protocol }) => protocol !== 'HTTP')
  if (wrong !== undefined) {
    const http = listenersOf(context, wrong.program.container.workload).find(({ protocol }) => protocol === 'HTTP')
    yield {
      object,
      pointer: `${pointer}/port`,
      message: `port ${port} leads to port ${wrong.port} of ${nameOf(wrong)}, where ${listenerText(wrong)}.`,
      ...(http && { remedy: `Use the name of the port that leads to ${http.port}, where ${listenerText(http)}.` }),
    }
    return
  }
  const [listener] = listeners
  if (listener !== undefined) yield* requestProblems(context, object, pointer, fields, listener)
}

const nameOf = ({ program: { container } }: Listener): string => `${container.workload.kind}/${container.workload.name}`

function listenersAtName(
  context: CheckContext,
  workload: Workload | undefined,
  name: string | undefined,
): readonly Listener[] {
  const numbers = workload?.containers.flatMap(({ ports }) =>
    ports.filter((port) => port.name === name).map(({ containerPort }) => containerPort),
  )
  return workload === undefined ? [] : listenersOf(context, workload).filter(({ port }) => numbers?.includes(port))
}

/** The path and the scheme of an endpoint. */
function* requestProblems(
  context: CheckContext,
  object: SourcedObject,
  pointer: string,
  { path = '/metrics', scheme = 'http', relabelings }: Mapping,
  listener: Listener,
): Iterable<Problem> {
  const { program } = listener
  const expected = `${probePrefix(program)}/metrics`
  if (path !== expected && listOf(relabelings).length === 0 && path !== '/federate')
    yield {
      object,
      pointer: `${pointer}/path`,
      message: `it requests ${String(path)}, but ${programTitle(program)} in ${nameOf(listener)} serves its metrics at ${expected}.`,
      remedy: `Set path: ${expected}.`,
    }
  const tls = usesTls(context, program)
  const usesHttps = String(scheme).toLowerCase() === 'https'
  if (tls !== undefined && tls !== usesHttps)
    yield {
      object,
      pointer: `${pointer}/scheme`,
      message: `it uses ${usesHttps ? 'https' : 'http'}, but ${programTitle(program)} in ${nameOf(listener)} ${tls ? 'requires TLS' : 'serves HTTP without TLS'}.`,
      remedy: `Set scheme: ${tls ? 'https' : 'http'}.`,
    }
}

const prefix = 'prometheus.io'

/** https://github.com/prometheus/prometheus/blob/v3.13.2/documentation/examples/prometheus-kubernetes.yml */
function* annotationProblems(
  context: CheckContext,
  object: SourcedObject,
  pointer: string,
  annotations: Readonly<Record<string, string>>,
  workloads: readonly Workload[],
): Iterable<Problem> {
  if (annotations[`${prefix}/scrape`] !== 'true' || workloads.length === 0) return
  const port = Number(annotations[`${prefix}/port`] ?? Number.NaN)
  const at = (field: string): Pick<Problem, 'object' | 'pointer'> => ({
    object,
    pointer: `${pointer}/${prefix}~1${field}`,
  })
  const listener = workloads.flatMap((workload) => listenersOf(context, workload)).find((one) => one.port === port)
  const containers = workloads.flatMap((workload) => workload.containers.filter(({ isInit }) => !isInit))
  if (listener === undefined && Number.isInteger(port) && isClosedPort(containers, port))
    yield { ...at('port'), message: `no container listens at port ${port}.`, ...portRemedy(context, workloads) }
  if (listener !== undefined && listener.protocol !== 'HTTP')
    yield {
      ...at('port'),
      message: `at port ${port}, ${listenerText(listener)}, not HTTP.`,
      ...portRemedy(context, workloads),
    }
  const path = annotations[`${prefix}/path`] ?? '/metrics'
  const expected = listener?.protocol === 'HTTP' ? `${probePrefix(listener.program)}/metrics` : path
  if (path !== expected)
    yield {
      ...at('path'),
      message: `the path is ${path}, but ${programTitle(listener!.program)} serves its metrics at ${expected}.`,
      remedy: `Set ${prefix}/path: ${expected}.`,
    }
}

function portRemedy(context: CheckContext, workloads: readonly Workload[]): { readonly remedy?: string } {
  const http = workloads.flatMap((workload) => listenersOf(context, workload)).find((one) => one.protocol === 'HTTP')
  return http === undefined ? {} : { remedy: `Use port ${http.port}, where ${listenerText(http)}.` }
}
