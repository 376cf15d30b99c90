/** `untyped` also stands for a metric whose type is unknown. */
export type MetricType = 'counter' | 'gauge' | 'histogram' | 'summary' | 'untyped'

export interface Metric {
  readonly type: MetricType
  /**
   * All labels that the program sets, without `le` of a histogram and `quantile` of a summary. Undefined if the program does
   * not declare them.
   */
  readonly labels?: readonly string[]
}

/** Metrics by name. A histogram or summary has one entry, without `_bucket`, `_sum` and `_count`. */
export type Metrics = Readonly<Record<string, Metric>>

/** The metrics of some commands in a range of the file's versions. */
export interface MetricEntry extends Metric {
  /** Absent: all commands of the file. */
  readonly commands?: readonly string[]
  /** The first version that has the metric in this form. Absent: the oldest of the file. */
  readonly since?: string
  /** The last version that has the metric in this form. Absent: the newest of the file. */
  readonly until?: string
}

/** One file of `catalogue/`: a program in all its versions. `scripts/generate-metrics` writes it. */
export interface MetricFile {
  readonly program: string
  /** Oldest first. */
  readonly versions: readonly string[]
  /** True if a program has more metrics on other machines: a metric that the file lacks may exist. */
  readonly partial?: true
  /** Sorted; the empty string for a program without commands. */
  readonly commands: readonly string[]
  readonly metrics: Readonly<Record<string, readonly MetricEntry[]>>
}

/** The metrics of a command in a version of the file; empty if the version does not have the command. */
export function metricsIn(file: MetricFile, version: string, command: string): Metrics {
  const at = file.versions.indexOf(version)
  const isIn = ({ commands, since, until }: MetricEntry): boolean =>
    (commands?.includes(command) ?? file.commands.includes(command)) &&
    (since === undefined || file.versions.indexOf(since) <= at) &&
    (until === undefined || at <= file.versions.indexOf(until))
  return Object.fromEntries(
    Object.entries(file.metrics).flatMap(([name, entries]) => {
      const entry = entries.find(isIn)
      return entry === undefined ? [] : [[name, { type: entry.type, ...(entry.labels && { labels: entry.labels }) }]]
    }),
  )
}
