import { formatPointer, mappingOf, type SourcedObject } from '@thanos-gitops/manifest'
import { type Container, isOn, lastUse, lastValue, type Program, type Workload } from '@thanos-gitops/workloads'
import type { CheckContext, Problem } from '../engine/check.ts'
import { type EmbeddedDocument, embedded } from '../engine/embedded-documents.ts'
import { programsIn, programsOf } from '../engine/programs.ts'
import { type ServicePort, targetNumbers } from '../engine/services.ts'

/** The containers that run a command of Thanos: `query`, `store`, `tools bucket web`. */
export const thanos = (context: CheckContext, ...commands: readonly string[]): Program[] =>
  programsIn(context).filter(
    ({ name, command }) =>
      name === 'thanos' && command !== undefined && (commands.length === 0 || commands.includes(command)),
  )

export const programs = (context: CheckContext, name: Program['name']): Program[] =>
  programsIn(context).filter((program) => program.name === name)

/** The Prometheus in the same pod as a sidecar. */
export const prometheusOf = (context: CheckContext, { container }: Program): Program | undefined =>
  programsOf(context, container.workload).find(({ name }) => name === 'prometheus')

export const has = (program: Program, name: string): boolean => lastUse(program, name) !== undefined

/** Which of `<name>-file` and `<name>` is given. */
export const configFlag = (program: Program, name: string) => lastUse(program, `${name}-file`) ?? lastUse(program, name)
export const hasConfig = (program: Program, name: string): boolean => configFlag(program, name) !== undefined

/**
 * The document behind `--<name>-file` or `--<name>`: an entry of a ConfigMap or Secret that is mounted at the path, the
 * text in the argument, or what the variable in the argument comes from. Undefined where no manifest says it.
 */
export function configOf(context: CheckContext, program: Program, name: string): EmbeddedDocument | undefined {
  const { container } = program
  const path = lastValue(program, `${name}-file`)
  if (path !== undefined) return context.documentAt(container, path)
  const use = lastUse(program, name)
  if (use?.value === undefined) return undefined
  const variable = /^\s*\$\(([^)]+)\)\s*$/.exec(use.value)?.[1]
  if (variable === undefined)
    return embedded(
      container.workload.object,
      use.argument.valuePointer,
      `${name}.yaml`,
      use.value,
      use.argument.valueOffset,
    )
  const from = container.environment.find((one) => one.name === variable)?.from
  const object = from && context.find(from.kind, container.workload.namespace, from.name)
  return object && context.documentsOf(object).find(({ key }) => key === from.key)
}

/** A value in a document, as the place of a problem. */
export const inDocument = (
  { object, pointer }: EmbeddedDocument,
  ...steps: readonly (string | number)[]
): Pick<Problem, 'object' | 'pointer'> => ({ object, pointer: pointer + formatPointer(steps) })

export const inContainer = (
  { workload, pointer }: Container,
  ...steps: readonly (string | number)[]
): Pick<Problem, 'object' | 'pointer'> => ({
  object: workload.object,
  pointer: pointer + formatPointer(steps),
})

/** Whether blocks leave for object storage. */
export const uploads = (program: Program): boolean => hasConfig(program, 'objstore.config')

/** A ruler without TSDB: it sends what it records by remote write, and serves no StoreAPI. */
export const isStateless = (program: Program): boolean => hasConfig(program, 'remote-write.config')

export type ReceiveMode = 'router' | 'ingestor' | 'router-ingestor'

/** https://github.com/thanos-io/thanos/blob/v0.42.4/cmd/thanos/receive.go, determineMode. */
export function receiveMode(program: Program): ReceiveMode {
  const isRouter = has(program, 'receive.hashrings') || has(program, 'receive.hashrings-file')
  if (!isRouter) return 'ingestor'
  return has(program, 'receive.local-endpoint') ? 'router-ingestor' : 'router'
}

/** Serves the StoreAPI for series of its own, so that a query should ask it. */
export function servesSeries(program: Program): boolean {
  const { command } = program
  if (command === 'sidecar' || command === 'store') return true
  if (command === 'rule') return !isStateless(program)
  return command === 'receive' && receiveMode(program) !== 'router'
}

/** The port of `0.0.0.0:10901`, `:10901` or `[::]:10901`. */
export const portOf = (address: string | undefined): number | undefined => {
  const port = /:(\d+)$/.exec(address ?? '')?.[1]
  return port === undefined ? undefined : Number(port)
}

/** The port that a Thanos flag, or its default, listens at. */
export const listens = (program: Program, flag: 'grpc-address' | 'http-address'): number | undefined =>
  portOf(lastValue(program, flag) ?? program.flags[flag]?.default)

export const memoryLimit = ({ fields }: Container): unknown => mappingOf(mappingOf(fields.resources).limits).memory

/** The number of the container port that a port of a Service leads to; undefined where the workload has no such port. */
export const targetNumber = (workload: Workload, port: ServicePort): number | undefined =>
  targetNumbers([workload], port)[0]

export interface ParsedAddress {
  /** `dnssrv+`, `dns+`, `dnssrvnoa+` without the plus; empty for none. */
  readonly lookup: string
  /** `http`, where the address is a URL. */
  readonly scheme: string | undefined
  readonly host: string
  readonly port: number | undefined
  /** Of an SRV name `_grpc._tcp.thanos-store.monitoring.svc`: `grpc`. */
  readonly portName: string | undefined
  /** The host without `_port._proto.`, taken apart: service, namespace. */
  readonly service: string
  readonly namespace: string | undefined
  /** The pod, in `pod.service.namespace.svc`. */
  readonly pod: string | undefined
}

/** `dnssrv+_grpc._tcp.thanos-store.monitoring.svc.cluster.local`, `http://thanos-query.monitoring.svc:9090`, `a:9094`. */
export function parseAddress(text: string): ParsedAddress | undefined {
  const match = /^(?:(dns|dnssrv|dnssrvnoa)\+)?(?:(https?):\/\/)?([^/:@\s]+)(?::(\d+))?(?:\/.*)?$/.exec(text.trim())
  if (!match || text.includes('$(')) return undefined
  const [, lookup = '', scheme, host = '', port] = match
  const srv = /^_([^.]+)\._(?:tcp|udp)\.(.+)$/.exec(host)
  const labels = (srv?.[2] ?? host).replace(/\.$/, '').split('.')
  const svc = labels.indexOf('svc')
  const names = svc > 0 ? labels.slice(0, svc) : labels
  // `pod.service.namespace` looks as `www.example.com` does: only one of the two is a Service of these manifests.
  const isInCluster = names.length <= 3
  const [service = '', namespace] = names.length === 3 ? names.slice(1) : names
  return {
    lookup,
    scheme,
    host,
    port: port === undefined ? undefined : Number(port),
    portName: srv?.[1],
    service: isInCluster ? service : '',
    namespace: isInCluster ? namespace : undefined,
    pod: names.length === 3 ? names[0] : undefined,
  }
}

/** The rendered Service of an address; undefined for what is outside, or not rendered. */
export const serviceOf = (
  context: CheckContext,
  from: Workload,
  { service, namespace }: ParsedAddress,
): SourcedObject | undefined =>
  service === '' ? undefined : context.find('Service', namespace ?? from.namespace, service)

export { isOn }
