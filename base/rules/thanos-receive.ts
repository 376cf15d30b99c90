// Alerts for receivers and their router. Prometheus evaluates them, because they must work while Thanos does not.
import { forEachShard, setting } from '@thanos-gitops/manifest'
import { onlyWith } from '../component-names.ts'
import { podsOfShard } from '../shards.ts'
import {
  bucketErrors,
  grpcErrors,
  hasNotUploaded,
  hasSamplesToUpload,
  httpErrors,
  isDown,
  slowestHttp,
} from './expressions.ts'
import { runbookOf } from './runbook.ts'

const receivers = 'thanos-receive'
const router = 'thanos-receive-router'

export const receiveGroups = [
  onlyWith('thanos-receive', {
    name: receivers,
    rules: [
      isDown('ThanosReceiveIsDown', receivers, 'Writes fail. Senders try again until their write-ahead log is full.'),
      isDown(
        'ThanosReceiveRouterIsDown',
        router,
        'Writes fail. Senders try again until their write-ahead log is full.',
      ),
      forEachShard(
        'receive.zones',
        onlyWith('receive.zones', {
          alert: 'ThanosReceiveZoneIsDown',
          expr: `absent(up{job="${receivers}"${podsOfShard(receivers)}} == 1)`,
          for: '5m',
          labels: { severity: 'warning', job: receivers, zone: setting('shard.number') },
          annotations: {
            runbook_url: runbookOf('ThanosReceiveZoneIsDown'),
            summary: `No receiver of the zone ${setting('shard.number')} is up.`,
            description:
              'Writes succeed with the copies of the other zones. A receiver of another zone that stops now makes writes fail.',
          },
        }),
      ),
      {
        alert: 'ThanosReceiveErrors',
        expr: httpErrors(router, 'receive'),
        for: '5m',
        labels: { severity: 'critical' },
        annotations: {
          runbook_url: runbookOf('ThanosReceiveErrors'),
          summary: 'Writes fail.',
          description:
            '{{ $value | humanizePercentage }} of the write requests fail. Senders try again, and lose the samples that they cannot store for that time.',
        },
      },
      {
        alert: 'ThanosReceiveReplicationFails',
        expr: `
sum by (pod) (rate(thanos_receive_replications_total{job="${router}", result="error"}[5m]))
  /
sum by (pod) (rate(thanos_receive_replications_total{job="${router}"}[5m]))
  >
1.2 / max by (pod) (thanos_receive_hashring_nodes{job="${router}"})`.trim(),
        // One receiver restarts at a time during an update, and its share of the copies fails.
        for: '5m',
        labels: { severity: 'warning' },
        annotations: {
          runbook_url: runbookOf('ThanosReceiveReplicationFails'),
          summary: 'Copies of samples are not written.',
          description:
            '{{ $value | humanizePercentage }} of the copies that {{ $labels.pod }} writes fail, more than one receiver that is down explains.',
        },
      },
      {
        alert: 'ThanosReceiveIsSlow',
        expr: `${slowestHttp(router, 'receive')} > 10`,
        for: '10m',
        labels: { severity: 'critical' },
        annotations: {
          runbook_url: runbookOf('ThanosReceiveIsSlow'),
          summary: 'Writes are slow.',
          description: 'One in a hundred write requests takes longer than {{ $value | humanizeDuration }}.',
        },
      },
      {
        alert: 'ThanosReceiveHashringErrors',
        expr: `sum by (pod) (increase(thanos_receive_hashrings_file_errors_total{job="${router}"}[15m])) > 0`,
        for: '15m',
        labels: { severity: 'warning' },
        annotations: {
          runbook_url: runbookOf('ThanosReceiveHashringErrors'),
          summary: 'A router cannot read the file of its hashring.',
          description: '{{ $labels.pod }} failed to read its hashring {{ printf "%.0f" $value }} times in 15 minutes.',
        },
      },
      {
        alert: 'ThanosReceiveGrpcErrors',
        expr: grpcErrors(receivers),
        for: '5m',
        labels: { severity: 'warning' },
        annotations: {
          runbook_url: runbookOf('ThanosReceiveGrpcErrors'),
          summary: 'A receiver returns errors.',
          description:
            '{{ $value | humanizePercentage }} of the requests to {{ $labels.pod }} fail. Results and copies are incomplete.',
        },
      },
      {
        alert: 'ThanosReceiveHashringNotLoaded',
        expr: `thanos_receive_config_last_reload_successful{job="${router}"} == 0`,
        for: '10m',
        labels: { severity: 'warning' },
        annotations: {
          runbook_url: runbookOf('ThanosReceiveHashringNotLoaded'),
          summary: 'A router cannot read its hashring.',
          description: '{{ $labels.pod }} uses its previous hashring, and has none after a restart.',
        },
      },
      {
        alert: 'ThanosReceiveHasNotUploaded',
        expr: `
${hasNotUploaded(receivers)}
and
${hasSamplesToUpload(receivers)}`.trim(),
        for: '15m',
        labels: { severity: 'warning' },
        annotations: {
          runbook_url: runbookOf('ThanosReceiveHasNotUploaded'),
          summary: 'A receiver has uploaded nothing for four hours.',
          description:
            '{{ $labels.pod }} writes a block every two hours and uploads it immediately. It deletes the block after its retention.',
        },
      },
      {
        alert: 'ThanosReceiveBucketErrors',
        expr: bucketErrors(receivers),
        for: '15m',
        labels: { severity: 'warning' },
        annotations: {
          runbook_url: runbookOf('ThanosReceiveBucketErrors'),
          summary: 'Requests of a receiver to the object storage fail.',
          description: '{{ $value | humanizePercentage }} of the object storage operations of {{ $labels.pod }} fail.',
        },
      },
      onlyWith('receive.headSeriesLimits', {
        alert: 'ThanosReceiveTenantRefused',
        expr: `sum by (tenant) (increase(thanos_receive_head_series_limited_requests_total{job="${router}"}[5m])) > 0`,
        for: '5m',
        labels: { severity: 'warning' },
        annotations: {
          runbook_url: runbookOf('ThanosReceiveTenantRefused'),
          summary: 'A tenant has more series than its limit.',
          description: 'The routers refuse the requests of the tenant {{ $labels.tenant }}, also for its old series.',
        },
      }),
      onlyWith('receive.headSeriesLimits', {
        alert: 'ThanosReceiveSeriesNotCounted',
        // A router counts four times a minute.
        expr: `sum by (pod) (increase(thanos_receive_metamonitoring_failed_queries_total{job="${router}"}[5m])) > 4`,
        for: '5m',
        labels: { severity: 'warning' },
        annotations: {
          runbook_url: runbookOf('ThanosReceiveSeriesNotCounted'),
          summary: 'The limits of series have no effect.',
          description:
            '{{ $labels.pod }} cannot read the number of series of tenants from the query, and uses old numbers.',
        },
      }),
    ],
  }),
]
