// Alerts for the Thanos components, with the subjects of thanos-mixin. Prometheus evaluates them, because they must
// work while Thanos does not; the ruler does if no Prometheus evaluates rules. This file has the components that write blocks to the bucket and serve them.

import { forEachShard, setting } from '@thanos-gitops/manifest'
import { onlyWith, onlyWithout } from '../component-names.ts'
import { podsOfShard } from '../shards.ts'
import { bucketErrors, grpcErrors, hasNotUploaded, isDown, isDownInShards } from './expressions.ts'
import { memcachedGroups } from './memcached.ts'
import { runbookOf } from './runbook.ts'
import { replicateGroups } from './thanos-bucket-replicate.ts'
import { bucketWebGroups } from './thanos-bucket-web.ts'
import { queryGroups } from './thanos-query.ts'
import { receiveGroups } from './thanos-receive.ts'
import { mixinRecords } from './thanos-records.ts'
import { valkeyGroups } from './valkey.ts'

const compactRunsTwice = {
  alert: 'ThanosCompactRunsTwice',
  expr: 'count(up{job="thanos-compact"} == 1) > 1',
  for: '5m',
  labels: { severity: 'critical' },
  annotations: {
    runbook_url: runbookOf('ThanosCompactRunsTwice'),
    summary: 'More than one compactor works on the bucket.',
    description: '{{ $value }} compactors run. Scale to one now: several compactors produce overlapping blocks.',
  },
}

export const thanosRules = {
  groups: [
    onlyWithout('prometheus.agent', {
      name: 'thanos-sidecar',
      rules: [
        isDown('ThanosSidecarIsDown', 'thanos-sidecar', 'Recent data cannot be queried and nothing is uploaded.'),
        {
          alert: 'ThanosSidecarHasNoPrometheus',
          expr: 'thanos_sidecar_prometheus_up{job="thanos-sidecar"} == 0',
          for: '5m',
          labels: { severity: 'critical' },
          annotations: {
            runbook_url: runbookOf('ThanosSidecarHasNoPrometheus'),
            summary: 'A sidecar does not reach its Prometheus.',
            description: 'The sidecar of {{ $labels.pod }} gets no response from Prometheus in the same pod.',
          },
        },
        {
          alert: 'ThanosSidecarUploadsFail',
          expr: 'sum by (pod) (increase(thanos_shipper_upload_failures_total{job="thanos-sidecar"}[15m])) > 0',
          for: '15m',
          labels: { severity: 'critical' },
          annotations: {
            runbook_url: runbookOf('ThanosSidecarUploadsFail'),
            summary: 'Blocks do not reach the object storage.',
            description:
              'The sidecar of {{ $labels.pod }} cannot upload. Blocks that Prometheus deletes after its retention are lost.',
          },
        },
        {
          alert: 'ThanosSidecarHasNotUploaded',
          expr: hasNotUploaded('thanos-sidecar'),
          for: '15m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('ThanosSidecarHasNotUploaded'),
            summary: 'A sidecar has uploaded nothing for four hours.',
            description:
              '{{ $labels.pod }} writes a block every two hours and uploads it immediately. Prometheus deletes the block after its retention.',
          },
        },
        {
          alert: 'ThanosSidecarBucketErrors',
          expr: bucketErrors('thanos-sidecar'),
          for: '15m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('ThanosSidecarBucketErrors'),
            summary: 'Requests of the sidecar to the object storage fail.',
            description:
              '{{ $value | humanizePercentage }} of the object storage operations of {{ $labels.pod }} fail.',
          },
        },
      ],
    }),
    {
      name: 'thanos-store',
      rules: [
        ...isDownInShards(
          'store.shards',
          'ThanosStoreIsDown',
          'thanos-store',
          'Data older than the retention of Prometheus cannot be queried.',
        ),
        {
          alert: 'ThanosStoreGrpcErrors',
          expr: grpcErrors('thanos-store'),
          for: '5m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('ThanosStoreGrpcErrors'),
            summary: 'A store gateway returns errors.',
            description:
              '{{ $value | humanizePercentage }} of the requests to {{ $labels.pod }} fail. Results are incomplete.',
          },
        },
        {
          alert: 'ThanosStoreBucketErrors',
          expr: bucketErrors('thanos-store'),
          for: '15m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('ThanosStoreBucketErrors'),
            summary: 'Requests of the store gateway to the object storage fail.',
            description:
              '{{ $value | humanizePercentage }} of the object storage operations of {{ $labels.pod }} fail.',
          },
        },
        {
          alert: 'ThanosStoreBucketIsSlow',
          expr: `
histogram_quantile(
  0.99,
  sum by (pod, le) (rate(thanos_objstore_bucket_operation_duration_seconds_bucket{job="thanos-store", operation=~"get|get_range"}[5m]))
) > 5`.trim(),
          for: '15m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('ThanosStoreBucketIsSlow'),
            summary: 'The object storage is slow.',
            description:
              'One in a hundred reads of {{ $labels.pod }} takes longer than {{ $value | humanizeDuration }}.',
          },
        },
        {
          alert: 'ThanosStoreCannotLoadBlocks',
          expr: 'sum by (pod) (increase(thanos_bucket_store_block_load_failures_total{job="thanos-store"}[30m])) > 0',
          for: '30m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('ThanosStoreCannotLoadBlocks'),
            summary: 'A store gateway cannot load blocks.',
            description:
              '{{ $labels.pod }} failed to load blocks {{ printf "%.0f" $value }} times in half an hour. Their data is missing in results.',
          },
        },
        {
          alert: 'ThanosStoreIsBusy',
          expr: `
histogram_quantile(
  0.99,
  sum by (pod, le) (rate(thanos_bucket_store_series_gate_queries_duration_seconds_bucket{job="thanos-store"}[5m]))
) > 2`.trim(),
          for: '10m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('ThanosStoreIsBusy'),
            summary: 'Queries queue at a store gateway.',
            description:
              'One in a hundred requests to {{ $labels.pod }} waits in the queue for longer than {{ $value | humanizeDuration }}.',
          },
        },
      ],
    },
    {
      name: 'thanos-compact',
      rules: [
        ...isDownInShards(
          'compact.shards',
          'ThanosCompactIsDown',
          'thanos-compact',
          'The bucket grows and long queries become slower. No data is lost.',
        ),
        onlyWithout('compact.shards', { ...compactRunsTwice }),
        forEachShard(
          'compact.shards',
          onlyWith('compact.shards', {
            ...compactRunsTwice,
            expr: `count(up{job="thanos-compact"${podsOfShard('thanos-compact')}} == 1) > 1`,
            labels: { severity: 'critical', shard: setting('shard.number') },
          }),
        ),
        // The compactor from before the shards, or of a shard that is no longer rendered.
        onlyWith('compact.shards', {
          ...compactRunsTwice,
          expr: `count(up{job="thanos-compact"} == 1) > ${setting('compact.shards.count')}`,
        }),
        {
          alert: 'ThanosCompactHalted',
          expr: 'thanos_compact_halted{job="thanos-compact"} == 1',
          for: '5m',
          labels: { severity: 'critical' },
          annotations: {
            runbook_url: runbookOf('ThanosCompactHalted'),
            summary: 'The compactor has stopped working.',
            description: '{{ $labels.pod }} found blocks that need a decision of a person. Its log names them.',
          },
        },
        {
          alert: 'ThanosCompactFailures',
          expr: `
sum by (pod) (rate(thanos_compact_group_compactions_failures_total{job="thanos-compact"}[1h]))
  /
sum by (pod) (rate(thanos_compact_group_compactions_total{job="thanos-compact"}[1h]))
  > 0.05`.trim(),
          for: '15m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('ThanosCompactFailures'),
            summary: 'Compactions fail.',
            description:
              '{{ $value | humanizePercentage }} of the compactions of {{ $labels.pod }} fail. Its volume may be full.',
          },
        },
        {
          alert: 'ThanosCompactBucketErrors',
          expr: bucketErrors('thanos-compact'),
          for: '15m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('ThanosCompactBucketErrors'),
            summary: 'Requests of the compactor to the object storage fail.',
            description:
              '{{ $value | humanizePercentage }} of the object storage operations of {{ $labels.pod }} fail.',
          },
        },
        {
          alert: 'ThanosCompactDoesNothing',
          expr: `
sum by (pod) (increase(thanos_compact_iterations_total{job="thanos-compact"}[1d])) < 1
and on (pod)
(time() - process_start_time_seconds{job="thanos-compact"} > 24 * 3600)`.trim(),
          for: '1h',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('ThanosCompactDoesNothing'),
            summary: 'The compactor has not finished an iteration for a day.',
            description: '{{ $labels.pod }} may be stuck, or one compaction takes longer than a day.',
          },
        },
        {
          alert: 'ThanosCompactFallsBehind',
          expr: 'min by (pod) (min_over_time(thanos_compact_todo_compactions{job="thanos-compact"}[6h])) > 20',
          for: '6h',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('ThanosCompactFallsBehind'),
            summary: 'The compactor has a backlog.',
            description:
              '{{ $labels.pod }} has had {{ $value }} compactions or more to do for twelve hours. Long queries become slower.',
          },
        },
      ],
    },
    ...queryGroups,
    ...receiveGroups,
    ...replicateGroups,
    ...bucketWebGroups,
    ...memcachedGroups,
    ...valkeyGroups,
    ...mixinRecords,
  ],
}
