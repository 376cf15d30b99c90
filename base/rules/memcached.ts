// Alerts for the caches in memcached. They are warnings: without a cache, everything works, but slower and with more requests to
// the bucket.
import { onlyWith } from '../component-names.ts'
import { runbookOf } from './runbook.ts'

const job = 'memcached-exporter'

export const memcachedGroups = [
  onlyWith('memcached', {
    name: 'memcached',
    rules: [
      {
        alert: 'MemcachedIsDown',
        expr: `absent(memcached_up{job="${job}"} == 1)`,
        for: '5m',
        labels: { severity: 'warning', job },
        annotations: {
          runbook_url: runbookOf('MemcachedIsDown'),
          summary: 'No memcached is up.',
          description:
            'No exporter has reached its memcached for five minutes. Queries read everything from the bucket and compute everything again.',
        },
      },
      {
        alert: 'MemcachedIsTooSmall',
        expr: `
sum by (pod) (rate(memcached_items_evicted_total{job="${job}"}[1h]))
  /
sum by (pod) (rate(memcached_items_total{job="${job}"}[1h]))
  > 0.5
and
sum by (pod) (rate(memcached_commands_total{job="${job}", command="get", status="hit"}[1h]))
  /
sum by (pod) (rate(memcached_commands_total{job="${job}", command="get"}[1h]))
  < 0.5`.trim(),
        for: '2h',
        labels: { severity: 'warning' },
        annotations: {
          runbook_url: runbookOf('MemcachedIsTooSmall'),
          summary: 'memcached removes items before they are used.',
          description:
            '{{ $labels.pod }} evicts {{ $value | humanizePercentage }} of what is stored, and fewer than half of the reads find their item.',
        },
      },
      {
        alert: 'ThanosCacheErrors',
        expr: `
sum by (job, pod, name) (rate(thanos_memcached_operation_failures_total{job="thanos-store"}[5m]))
  /
sum by (job, pod, name) (rate(thanos_memcached_operations_total{job="thanos-store"}[5m]))
  > 0.05`.trim(),
        for: '15m',
        labels: { severity: 'warning' },
        annotations: {
          runbook_url: runbookOf('ThanosCacheErrors'),
          summary: 'Requests to memcached fail.',
          description:
            '{{ $value | humanizePercentage }} of the requests of {{ $labels.pod }} for its {{ $labels.name }} fail. It reads these items from the bucket.',
        },
      },
    ],
  }),
]
