// Alerts for the copy of the bucket. The metrics of its requests are not alerted on: each new block is a failed look-up in the
// second bucket.
import { onlyWith } from '../component-names.ts'
import { isDown } from './expressions.ts'
import { runbookOf } from './runbook.ts'

const job = 'thanos-bucket-replicate'

export const replicateGroups = [
  onlyWith('thanos-bucket-replicate', {
    name: job,
    rules: [
      isDown('ThanosBucketReplicateIsDown', job, 'New blocks are not copied to the second bucket.'),
      {
        alert: 'ThanosBucketReplicateFailures',
        expr: `
sum by (pod) (rate(thanos_replicate_replication_runs_total{job="${job}", result="error"}[15m]))
  /
sum by (pod) (rate(thanos_replicate_replication_runs_total{job="${job}"}[15m]))
  > 0.1`.trim(),
        for: '15m',
        labels: { severity: 'warning' },
        annotations: {
          runbook_url: runbookOf('ThanosBucketReplicateFailures'),
          summary: 'Blocks are not copied to the second bucket.',
          description:
            '{{ $value | humanizePercentage }} of the runs of {{ $labels.pod }} fail. A run ends at the first block that it cannot copy.',
        },
      },
      {
        // Runs follow each other within a minute, but one that copies many blocks takes long. The mixin compares a quantile of
        // the duration, whose largest bucket is 10 seconds, with 20 seconds.
        alert: 'ThanosBucketReplicateFallsBehind',
        expr: `
sum by (pod) (increase(thanos_replicate_replication_runs_total{job="${job}", result="success"}[1d])) < 1
and on (pod)
(time() - process_start_time_seconds{job="${job}"} > 24 * 3600)`.trim(),
        for: '1h',
        labels: { severity: 'warning' },
        annotations: {
          runbook_url: runbookOf('ThanosBucketReplicateFallsBehind'),
          summary: 'No copy of the bucket has been completed for a day.',
          description: '{{ $labels.pod }} fails, is stuck, or copies blocks for longer than a day.',
        },
      },
    ],
  }),
]
