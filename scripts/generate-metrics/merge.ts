import {
  compareVersions,
  type Metric,
  type MetricEntry,
  type MetricFile,
  type Metrics,
  metricsIn,
} from '@thanos-gitops/workloads'

/** The metrics of each command. */
export type MetricsByCommand = Readonly<Record<string, Metrics>>

/** node-exporter registers the metrics of the devices that it finds. */
const isPartial = (program: string): boolean => program === 'node-exporter'

/** A catalogue file with the metrics of one more version, or with other metrics of a version that it has. */
export function withVersion(
  file: MetricFile | undefined,
  program: string,
  version: string,
  added: MetricsByCommand,
): MetricFile {
  const versions = [...new Set([...(file?.versions ?? []), version])].sort(compareVersions)
  const commands = [...new Set([...(file?.commands ?? []), ...Object.keys(added)])].sort()
  const metricsAt = (at: string, command: string): Metrics =>
    at === version ? (added[command] ?? {}) : metricsIn(file!, at, command)
  const table = versions.map((at) => commands.map((command) => metricsAt(at, command)))
  const names = [...new Set(table.flat().flatMap((metrics) => Object.keys(metrics)))].sort()
  return {
    program,
    ...(isPartial(program) && { partial: true }),
    versions,
    commands,
    metrics: Object.fromEntries(names.map((name) => [name, entriesOf(name, table, versions, commands)])),
  }
}

interface Range extends Metric {
  readonly command: string
  readonly first: number
  last: number
}

/** @param table the metrics by index of version and index of command */
function entriesOf(
  name: string,
  table: readonly (readonly Metrics[])[],
  versions: readonly string[],
  commands: readonly string[],
): readonly MetricEntry[] {
  const ranges = commands.flatMap((command, index) =>
    rangesOf(
      command,
      table.map((row) => row[index]![name]),
    ),
  )
  const groups = Map.groupBy(ranges, ({ command: _, ...range }) => JSON.stringify(range))
  return [...groups.values()].map((group) => {
    const { type, labels, first, last } = group[0]!
    return {
      type,
      ...(labels && { labels }),
      ...(group.length < commands.length && { commands: group.map(({ command }) => command) }),
      ...(first > 0 && { since: versions[first]! }),
      ...(last < versions.length - 1 && { until: versions[last]! }),
    }
  })
}

/** Consecutive versions in which a metric is the same. */
function rangesOf(command: string, metrics: readonly (Metric | undefined)[]): readonly Range[] {
  const ranges: Range[] = []
  for (const [index, metric] of metrics.entries()) {
    if (metric === undefined) continue
    const open = ranges.at(-1)
    if (open?.last === index - 1 && isSame(open, metric)) open.last = index
    else ranges.push({ ...metric, command, first: index, last: index })
  }
  return ranges
}

const isSame = (a: Metric, b: Metric): boolean => a.type === b.type && a.labels?.join() === b.labels?.join()

/** The content of a catalogue file: one metric per line, so that a change of one metric changes one line. */
export function metricFileContent({ metrics, ...head }: MetricFile): string {
  const lines = Object.entries(metrics).map(([name, entries]) => `${JSON.stringify(name)}: ${JSON.stringify(entries)}`)
  return `${JSON.stringify(head).slice(0, -1)},"metrics":{\n${lines.join(',\n')}\n}}\n`
}
