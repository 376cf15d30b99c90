/** Where a formula or a constant comes from. */
export interface Source {
  readonly title: string
  readonly url: string
}

export const sources = {
  prometheusStorage: {
    title: 'Prometheus, Storage',
    url: 'https://prometheus.io/docs/prometheus/latest/storage/#operational-aspects',
  },
  prometheusMemory: {
    title: 'Why does Prometheus use so much RAM?',
    url: 'https://www.robustperception.io/why-does-prometheus-use-so-much-ram',
  },
  prometheusHead: {
    title: 'How much RAM does Prometheus 2.x need?',
    url: 'https://www.robustperception.io/how-much-ram-does-prometheus-2-x-need-for-cardinality-and-ingestion/',
  },
  prometheusAgent: {
    title: 'Prometheus, tsdb/agent',
    url: 'https://github.com/prometheus/prometheus/blob/v3.13.2/tsdb/agent/db.go',
  },
  prometheusWal: {
    title: 'How much space does the WAL take up?',
    url: 'https://www.robustperception.io/how-much-space-does-the-wal-take-up',
  },
  prometheusPoint: {
    title: 'Prometheus, promql.FPoint',
    url: 'https://github.com/prometheus/prometheus/blob/v3.13.2/promql/value.go',
  },
  mimirCapacity: {
    title: 'Planning Grafana Mimir capacity',
    url: 'https://grafana.com/docs/mimir/latest/manage/run-production-environment/planning-capacity/',
  },
  thanosCompact: {
    title: 'Thanos, Compactor',
    url: 'https://thanos.io/tip/components/compact.md/',
  },
  thanosStore: {
    title: 'Thanos, pkg/store/bucket.go',
    url: 'https://github.com/thanos-io/thanos/blob/v0.42.4/pkg/store/bucket.go',
  },
  thanosIndexHeader: {
    title: 'Thanos, Binary index-header',
    url: 'https://thanos.io/tip/operating/binary-index-header.md/',
  },
  thanosS3: {
    title: 'Thanos, objstore/providers/s3',
    url: 'https://github.com/thanos-io/objstore/blob/71d60dfee488/providers/s3/s3.go',
  },
  thanosDownsample: {
    title: 'Thanos, pkg/compact/downsample',
    url: 'https://github.com/thanos-io/thanos/blob/v0.42.4/pkg/compact/downsample/aggr.go',
  },
} as const satisfies Readonly<Record<string, Source>>

/** An estimate of this repository has no source of others: compare it with the metrics of your cluster. */
export type SourceName = keyof typeof sources | 'estimate'
