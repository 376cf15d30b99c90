import type { Metric, Metrics, MetricType } from '@thanos-gitops/workloads'

/** As scripts/instrument/added/client_golang.go writes them. */
export type RecordedMetrics = Readonly<
  Record<string, { readonly type: string; readonly labels?: readonly string[]; readonly declared: boolean }>
>

const types: readonly string[] = ['counter', 'gauge', 'histogram', 'summary'] satisfies readonly MetricType[]

/** The union of what several registries and runs recorded. A metric has the labels of all of them. */
export function unionOf(recorded: readonly RecordedMetrics[]): Metrics {
  const union: Record<string, Metric> = {}
  for (const [name, { type, labels = [], declared }] of recorded.flatMap((metrics) => Object.entries(metrics))) {
    const former = union[name]
    union[name] = {
      type: types.includes(type) ? (type as MetricType) : (former?.type ?? 'untyped'),
      ...labelsOf(declared ? labels : undefined, former),
    }
  }
  return union
}

/** Once no run declares the labels, they are unknown. */
function labelsOf(labels: readonly string[] | undefined, former: Metric | undefined): Pick<Metric, 'labels'> {
  if (labels === undefined || (former !== undefined && former.labels === undefined)) return {}
  return { labels: [...new Set([...labels, ...(former?.labels ?? [])])].sort() }
}
