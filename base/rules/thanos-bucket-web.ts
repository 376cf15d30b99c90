// Alerts for the web page of the bucket.
import { onlyWith } from '../component-names.ts'
import { isDown } from './expressions.ts'
import { runbookOf } from './runbook.ts'

const job = 'thanos-bucket-web'

export const bucketWebGroups = [
  onlyWith('thanos-bucket-web', {
    name: job,
    rules: [
      // No component depends on the page.
      {
        ...isDown('ThanosBucketWebIsDown', job, 'The web page of the blocks is not available.'),
        labels: { severity: 'warning', job },
      },
      {
        // It reads the bucket every 30 minutes, and every minute after a failure.
        alert: 'ThanosBucketWebDoesNotRefresh',
        expr: `sum by (pod) (increase(thanos_bucket_blocks_meta_sync_failures_total{job="${job}"}[1h])) > 10`,
        for: '15m',
        labels: { severity: 'warning' },
        annotations: {
          runbook_url: runbookOf('ThanosBucketWebDoesNotRefresh'),
          summary: 'The web page of the blocks is outdated.',
          description: '{{ $labels.pod }} failed to read the bucket {{ $value | humanize }} times in an hour.',
        },
      },
    ],
  }),
]
