import type { RecordedMetrics } from './recorded.ts'

/** Labels of the series of a histogram or a summary, and not of the metric. */
const labelsOfSeries = ['le', 'quantile']

/** The metrics with a prefix in a response of `/metrics`, in the text format of Prometheus. */
export function metricsOfExposition(text: string, prefix: string): RecordedMetrics {
  const found = new Map<string, { readonly type: string; readonly labels: Set<string> }>()
  let current: Set<string> | undefined
  for (const line of text.split('\n')) {
    const [, name, type] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? []
    if (name !== undefined && type !== undefined) {
      current = new Set()
      found.set(name, { type, labels: current })
    } else if (!line.startsWith('#')) for (const label of labelNames(line)) current?.add(label)
  }
  return Object.fromEntries(
    [...found]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, { type, labels }]) => [name, { type, labels: [...labels].sort(), declared: true }]),
  )
}

/** Of `name{a="1",b="2"} 3`. A value can contain any character, with a backslash before quotes and backslashes. */
const labelNames = (line: string): readonly string[] =>
  [...line.matchAll(/(\w+)="(?:[^"\\]|\\.)*"/g)]
    .map(([, label]) => label!)
    .filter((label) => !labelsOfSeries.includes(label))
