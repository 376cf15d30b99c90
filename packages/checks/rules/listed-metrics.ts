import {
  type Container,
  commandsWithSeries,
  hasAllMetrics,
  type Metric,
  type Metrics,
  metricOfSeries,
  metricsOf,
  recognizeProgram,
  type SeriesOfMetric,
  versionsWithMetrics,
} from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'
import { perContext } from '../engine/per-context.ts'
import { programsIn } from '../engine/programs.ts'
import { operatorPrograms } from './operator-programs.ts'

/** The programs with lists of metrics, and the prefix of the metrics that only they have. */
const prefixes: Readonly<Record<string, string>> = {
  thanos: 'thanos_',
  prometheus: 'prometheus_',
  alertmanager: 'alertmanager_',
  'kube-state-metrics': 'kube_',
  'node-exporter': 'node_',
  'memcached-exporter': 'memcached_',
}

/** Metrics with one of these prefixes belong to programs without a list, or to custom resources. */
const unlisted =
  /^(?:prometheus_operator_|prometheus_config_reloader_|thanos_receive_controller_|thanos_operator_|kube_customresource_)/

/** Other databases contain these packages of Thanos, with their metrics. */
const shared = /^thanos_(?:objstore|cache|memcached|store_index_cache)_/

/** The program whose prefix a metric has; undefined for the metrics of other programs. */
export const programOfPrefix = (series: string): string | undefined =>
  unlisted.test(series) ? undefined : Object.keys(prefixes).find((name) => series.startsWith(prefixes[name]!))

/** A running program, with its metrics if the lists have its version and command. */
export interface ListedProgram {
  readonly name: string
  readonly version: string | undefined
  readonly command: string
  readonly metrics: Metrics | undefined
}

/** The program of each container; undefined for a container whose program has no list. */
const programByContainer = perContext((context): ReadonlyMap<Container, ListedProgram | undefined> => {
  const catalogued = new Map(programsIn(context).map((program) => [program.container, program]))
  return new Map(
    context.containers.map((container) => {
      const program = catalogued.get(container)
      const name = program?.name ?? recognizeProgram(container)?.name
      if (name === undefined || versionsWithMetrics(name).length === 0) return [container, undefined]
      const version = program === undefined ? container.imageReference.tag : program.version
      return [container, listedProgram(name, version, program === undefined ? '' : program.command)]
    }),
  )
})

function listedProgram(name: string, version: string | undefined, command: string | undefined): ListedProgram {
  const metrics = version === undefined || command === undefined ? undefined : metricsOf(name, version, command)
  return { name, version, command: command ?? '', metrics }
}

/** The running programs of the lists, each version and command once. */
const listedPrograms = perContext((context): readonly ListedProgram[] => {
  const ofContainers = [...programByContainer(context).values()].filter((program) => program !== undefined)
  const ofOperator = operatorPrograms(context).map(({ name, version, command }) =>
    listedProgram(name, version, command),
  )
  return [
    ...new Map(
      [...ofContainers, ...ofOperator].map((program) => [
        `${program.name} ${program.version} ${program.command}`,
        program,
      ]),
    ).values(),
  ]
})

/** The programs of the containers with each name; undefined for a program without a list. */
export const programsByContainerName = perContext(
  (context): ReadonlyMap<string, readonly (ListedProgram | undefined)[]> => {
    const programs = programByContainer(context)
    const byName = Map.groupBy(context.containers, ({ name }) => name)
    return new Map(
      [...byName].map(([name, containers]) => [name, containers.map((container) => programs.get(container))]),
    )
  },
)

/** The running programs that expose a series, with its metric. */
const exposersOf = (context: CheckContext, series: string): readonly SeriesOfMetric[] =>
  listedPrograms(context).flatMap(({ metrics }) => (metrics && metricOfSeries(metrics, series)) ?? [])

/** The metric of a series in the running programs; undefined if they do not have it, or have it in different forms. */
export function metricInStack(context: CheckContext, series: string): (Metric & { suffix: string }) | undefined {
  const found = exposersOf(context, series)
  const [first] = found
  if (first === undefined || found.some(({ metric }) => metric.type !== first.metric.type)) return undefined
  const labels = found.map(({ metric }) => metric.labels)
  return {
    type: first.metric.type,
    suffix: first.suffix,
    ...(labels.every((names) => names !== undefined) ? { labels: [...new Set(labels.flat())] } : {}),
  }
}

/** A command of a program that has a metric in some version of the lists. */
interface MetricOwner {
  readonly program: string
  readonly command: string
}

/** The commands that have a series in any version of the lists. */
const ownersOf = (series: string): readonly MetricOwner[] =>
  Object.keys(prefixes).flatMap((program) =>
    commandsWithSeries(program, series).map((command) => ({ program, command })),
  )

const titleOf = ({ program, command }: MetricOwner): string => (command === '' ? program : `${program} ${command}`)

/** `thanos compact 0.42.4` */
export const versionTitle = ({ name, command, version }: ListedProgram): string =>
  [titleOf({ program: name, command }), version].filter((part) => part !== undefined).join(' ')

/** Why no series with this name exists in the stack. `known` are the metrics of the programs. */
export type MissingMetric =
  /** Titles of programs such as `thanos compact`, of which none runs. */
  | { readonly kind: 'not running'; readonly owners: readonly string[] }
  /** The title and version of the program, whose other versions have the metric. */
  | { readonly kind: 'other version'; readonly program: string; readonly known: readonly string[] }
  /** The name of the program, of which no version has the metric. */
  | { readonly kind: 'unknown'; readonly program: string; readonly known: readonly string[] }

/** Undefined if the series exists, or if the lists do not cover the programs that may expose it. */
export function missingMetric(context: CheckContext, series: string): MissingMetric | undefined {
  const owner = programOfPrefix(series)
  if (owner === undefined || !hasAllMetrics(owner) || exposersOf(context, series).length > 0) return undefined
  const running = listedPrograms(context)
  const owners = ownersOf(series)
  // A program in a version without a list may expose the series.
  if (running.some(({ name, metrics }) => metrics === undefined && mayExpose(name, owner, owners))) return undefined
  if (owners.length === 0) return unknownMetric(running, owner)
  const other = running.find(({ name, command }) =>
    owners.some((candidate) => candidate.program === name && candidate.command === command),
  )
  if (other !== undefined) {
    return { kind: 'other version', program: versionTitle(other), known: Object.keys(other.metrics ?? {}) }
  }
  return shared.test(series) ? undefined : { kind: 'not running', owners: owners.map(titleOf) }
}

const mayExpose = (name: string, owner: string, owners: readonly MetricOwner[]): boolean =>
  name === owner || owners.some(({ program }) => program === name)

/** A name that no version has, although a version of the program runs. */
function unknownMetric(running: readonly ListedProgram[], owner: string): MissingMetric | undefined {
  const known = running.flatMap(({ name, metrics }) =>
    name === owner && metrics !== undefined ? Object.keys(metrics) : [],
  )
  return known.length === 0 ? undefined : { kind: 'unknown', program: owner, known: [...new Set(known)] }
}
