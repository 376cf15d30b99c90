import { contentOf, listOf, mappingOf, type SourcedObject } from '@thanos-gitops/manifest'
import { isOn, lastValue, type Program, programTitle, usesOf, valueOrDefault } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { perContext } from '../engine/per-context.ts'
import { programsOf } from '../engine/programs.ts'
import { podsOf, servicePorts } from '../engine/services.ts'
import { type ParsedAddress, parseAddress, serviceOf } from './parse-address.ts'
import { containerPortOf, isPortOfProxy, portOf, servicePortOf } from './ports.ts'
import { type RemoteWrite, remoteWritesIn } from './remote-writes.ts'

export const remoteWriteReachesAReceiver: Check = {
  name: 'remote-write-reaches-a-receiver',
  question: 'addresses',
  severity: 'error',
  why: 'A receiver accepts samples at one path of one port only. Everywhere else, Prometheus gets 404 or 405 for every sample and drops it: the samples are lost.',
  remedy: 'Write to /api/v1/receive at the remote-write port of the receiver, which is 19291 by default.',
  source:
    'https://thanos.io/tip/components/receive.md/, https://prometheus.io/docs/prometheus/latest/querying/api/#remote-write-receiver',
  *run(context) {
    for (const remoteWrite of remoteWritesIn(context)) {
      const address = remoteWrite.url.includes('$') ? undefined : parseAddress(remoteWrite.url)
      const service = address && serviceOf(context, remoteWrite, address)
      if (address && service) yield* serviceProblems(context, remoteWrite, address, service)
      else if (address) yield* ingressProblems(context, remoteWrite, address)
    }
  },
}

/** An Ingress of the manifests passes the path to its Service. */
function* ingressProblems(context: CheckContext, remoteWrite: RemoteWrite, address: ParsedAddress): Iterable<Problem> {
  const [, rule] = ingressRules(context).get(address.host) ?? []
  const path = pathOf(remoteWrite.url)
  const backends = listOf(mappingOf(mappingOf(rule).http).paths)
    .map(mappingOf)
    .filter(({ path: prefix }) => path.startsWith(String(prefix ?? '/')))
    .sort((a, b) => String(b.path).length - String(a.path).length)
  const { name } = mappingOf(mappingOf(backends[0]?.backend).service)
  const [ingress] = ingressRules(context).get(address.host) ?? []
  const service = ingress && context.find('Service', context.namespaceOf(ingress), String(name))
  // Annotations of an Ingress can rewrite the path.
  if (!service || Object.keys(ingress.object.metadata.annotations ?? {}).some((key) => key.includes('rewrite'))) return
  for (const workload of podsOf(context, service)) {
    const intake = programsOf(context, workload).flatMap((program) => intakeOf(program) ?? [])[0]
    if (intake === undefined || path === intake.path) continue
    yield {
      ...remoteWrite.place,
      message: `${remoteWrite.url} leads through Ingress/${ingress.object.metadata.name} to the path ${path || '/'} of ${workload.name}, but ${programTitle(intake.program)} accepts samples at ${intake.path}.`,
      remedy: `Write ${address.scheme ?? 'https'}://${address.host}${intake.path}.`,
    }
  }
}

const ingressRules = perContext(
  (context) =>
    new Map(
      context
        .ofKind('Ingress', 'networking.k8s.io')
        .flatMap((ingress) =>
          listOf(mappingOf(contentOf(ingress).spec).rules).map(
            (rule) => [String(mappingOf(rule).host), [ingress, rule]] as const,
          ),
        ),
    ),
)

/** Where a program accepts samples; undefined if it accepts none. */
interface Intake {
  readonly program: Program
  readonly port: number | undefined
  readonly path: string
}

function intakeOf(program: Program): Intake | undefined {
  if (program.command === 'receive')
    return {
      program,
      port: portOf(valueOrDefault(program, 'remote-write.address') ?? '0.0.0.0:19291'),
      path: '/api/v1/receive',
    }
  const accepts =
    program.name === 'prometheus' &&
    (isOn(program, 'web.enable-remote-write-receiver') ||
      usesOf(program, 'enable-feature').some(({ value }) => value?.split(',').includes('remote-write-receiver')))
  if (!accepts) return undefined
  const prefix = (lastValue(program, 'web.route-prefix') ?? '').replace(/\/$/, '')
  return { program, port: portOf(lastValue(program, 'web.listen-address') ?? ':9090'), path: `${prefix}/api/v1/write` }
}

function* serviceProblems(
  context: CheckContext,
  remoteWrite: RemoteWrite,
  address: ParsedAddress,
  service: SourcedObject,
): Iterable<Problem> {
  const { url, place } = remoteWrite
  for (const workload of podsOf(context, service)) {
    const programs = programsOf(context, workload)
    const intake = programs.flatMap((program) => intakeOf(program) ?? [])[0]
    if (intake) yield* placeProblems(remoteWrite, address, service, intake)
    else if (programs[0])
      yield {
        ...place,
        message: `${url} leads to ${programTitle(programs[0])}, which accepts ${programs[0].name === 'prometheus' ? 'samples only with --web.enable-remote-write-receiver' : 'no samples'}.`,
      }
  }
}

function* placeProblems(
  { url, place }: RemoteWrite,
  address: ParsedAddress,
  service: SourcedObject,
  { program, port: expectedPort, path }: Intake,
): Iterable<Problem> {
  const { workload } = program.container
  const servicePort = servicePortOf(service, address)
  const port = servicePort && containerPortOf(workload, servicePort)
  if (expectedPort === undefined || (pathOf(url) === path && port === expectedPort)) return
  if (isPortOfProxy(program, port)) return
  yield {
    ...place,
    message: `${url} leads to ${wrongPlace(url, port, expectedPort)} of ${workload.name}, but ${programTitle(program)} accepts samples at port ${expectedPort}, path ${path}.`,
    remedy: `Write ${correctUrl(service, address, program, expectedPort, path)}.`,
  }
}

function wrongPlace(url: string, port: number | undefined, expectedPort: number): string {
  if (port === undefined) return 'no port'
  return port === expectedPort ? `the path ${pathOf(url) || '/'}` : `port ${port}`
}

const pathOf = (url: string): string => /^\w+:\/\/[^/?#]*([^?#]*)/.exec(url)?.[1] ?? ''

function correctUrl(
  service: SourcedObject,
  { scheme = 'http', host }: ParsedAddress,
  { container }: Program,
  port: number,
  path: string,
): string {
  const servicePort = servicePorts(service).find((entry) => containerPortOf(container.workload, entry) === port)
  return servicePort === undefined
    ? `the path ${path} and a new port of Service/${service.object.metadata.name} that leads to ${port}`
    : `${scheme}://${host}:${servicePort.port}${path}`
}
