// Alerts for the caches in Valkey. They are warnings: programs that run work without it, but slower and with more requests to the bucket.
import { onlyWith } from '../component-names.ts'
import { runbookOf } from './runbook.ts'

const job = 'valkey-exporter'

export const valkeyGroups = [
  onlyWith('valkey', {
    name: 'valkey',
    rules: [
      {
        alert: 'ValkeyIsDown',
        expr: `absent(redis_up{job="${job}"} == 1)`,
        for: '5m',
        labels: { severity: 'warning', job },
        annotations: {
          runbook_url: runbookOf('ValkeyIsDown'),
          summary: 'Valkey is down.',
          description:
            'The exporter has not reached Valkey for five minutes. Queries read everything from the bucket, and a store gateway or query frontend that restarts does not start without Valkey.',
        },
      },
      {
        alert: 'ValkeyIsTooSmall',
        expr: `
sum by (pod) (rate(redis_evicted_keys_total{job="${job}"}[1h]))
  /
sum by (pod) (rate(redis_commands_total{job="${job}", cmd=~"set|setex"}[1h]))
  > 0.5
and
sum by (pod) (rate(redis_keyspace_hits_total{job="${job}"}[1h]))
  /
(
  sum by (pod) (rate(redis_keyspace_hits_total{job="${job}"}[1h]))
  +
  sum by (pod) (rate(redis_keyspace_misses_total{job="${job}"}[1h]))
)
  < 0.5`.trim(),
        for: '2h',
        labels: { severity: 'warning' },
        annotations: {
          runbook_url: runbookOf('ValkeyIsTooSmall'),
          summary: 'Valkey removes items before they are used.',
          description:
            '{{ $labels.pod }} evicts {{ $value | humanizePercentage }} of what is stored, and fewer than half of the reads find their item.',
        },
      },
    ],
  }),
]
