import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { minorVersion, plainVersion } from '../version.ts'
import { type Metric, type MetricFile, type Metrics, metricsIn } from './metric-file.ts'

const folder = join(import.meta.dirname, 'catalogue')

let programs: readonly string[] | undefined
const files = new Map<string, MetricFile>()
const results = new Map<string, Metrics | undefined>()

function fileOf(program: string): MetricFile | undefined {
  programs ??= readdirSync(folder).map((file) => file.replace(/\.json$/, ''))
  if (!programs.includes(program)) return undefined
  let file = files.get(program)
  if (!file) {
    file = JSON.parse(readFileSync(join(folder, `${program}.json`), 'utf8')) as MetricFile
    files.set(program, file)
  }
  return file
}

/** The versions of a program whose metrics are known, oldest first. */
export const versionsWithMetrics = (program: string): readonly string[] => fileOf(program)?.versions ?? []

/** Whether a metric that `metricsOf` does not return does not exist. Those of node-exporter depend on the machine. */
export const hasAllMetrics = (program: string): boolean => fileOf(program) !== undefined && !fileOf(program)!.partial

/**
 * The metrics that a command of a program serves at `/metrics`, also those that have no series before something happens, and
 * those of features that are off by default. `v` before the version and a suffix after it are ignored, and patch releases share
 * one list.
 *
 * @param command `query`, `tools bucket web`; the empty string for a program without commands
 * @returns undefined if the metrics of this minor version are unknown: another version is no substitute
 */
export function metricsOf(program: string, version: string, command: string): Metrics | undefined {
  const key = `${program} ${version} ${command}`
  if (!results.has(key)) results.set(key, read(program, version, command))
  return results.get(key)
}

function read(program: string, version: string, command: string): Metrics | undefined {
  const file = fileOf(program)
  const plain = plainVersion(version)
  if (file === undefined || plain === undefined) return undefined
  const known = file.versions.includes(plain)
    ? plain
    : file.versions.findLast((candidate) => minorVersion(candidate) === minorVersion(plain))
  if (known === undefined) return undefined
  const metrics = metricsIn(file, known, command)
  return Object.keys(metrics).length === 0 ? undefined : metrics
}

/** The commands that have a series in any version of the lists; empty if no version has it. */
export function commandsWithSeries(program: string, series: string): readonly string[] {
  const file = fileOf(program)
  if (file === undefined) return []
  const [, base = ''] = /^(.+)(?:_bucket|_sum|_count)$/.exec(series) ?? []
  const entries = [series, base].flatMap((name) =>
    (Object.hasOwn(file.metrics, name) ? file.metrics[name]! : []).filter(
      (entry) => metricOfSeries({ [name]: entry }, series) !== undefined,
    ),
  )
  return [...new Set(entries.flatMap(({ commands }) => commands ?? file.commands))]
}

/** A series name in a query, such as `http_request_duration_seconds_bucket`, and the metric to which it belongs. */
export interface SeriesOfMetric {
  readonly name: string
  readonly metric: Metric
  /** Empty for the name of the metric itself; for a histogram, that is its native form. */
  readonly suffix: '' | '_bucket' | '_sum' | '_count'
}

/** Undefined if no metric has the series. */
export function metricOfSeries(metrics: Metrics, series: string): SeriesOfMetric | undefined {
  if (Object.hasOwn(metrics, series)) return { name: series, metric: metrics[series]!, suffix: '' }
  const [, name = '', suffix] = /^(.+)(_bucket|_sum|_count)$/.exec(series) ?? []
  if (!Object.hasOwn(metrics, name)) return undefined
  const metric = metrics[name]!
  const hasSuffix = metric.type === 'histogram' || (metric.type === 'summary' && suffix !== '_bucket')
  return hasSuffix ? { name, metric, suffix: suffix as SeriesOfMetric['suffix'] } : undefined
}
