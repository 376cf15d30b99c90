// Alerts for receivers and their router. Prometheus evaluates them, because they must work while Thanos does not.
import { onlyWith } from '../component-names.ts'
import { bucketErrors, hasNotUploaded, httpErrors, isDown } from './expressions.ts'

const receivers = 'thanos-receive'
const router = 'thanos-receive-router'

export const receiveGroups = [
  onlyWith(receivers, {
    name: receivers,
    rules: [
      isDown('ThanosReceiveIsDown', receivers, 'Writes fail. Senders try again until their write-ahead log is full.'),
      isDown(
        'ThanosReceiveRouterIsDown',
        router,
        'Writes fail. Senders try again until their write-ahead log is full.',
      ),
      {
        alert: 'ThanosReceiveErrors',
        expr: httpErrors(router, 'receive'),
        for: '5m',
        labels: { severity: 'critical' },
        annotations: {
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
  > 0.05`.trim(),
        for: '5m',
        labels: { severity: 'warning' },
        annotations: {
          summary: 'Samples are written to too few receivers.',
          description:
            '{{ $value | humanizePercentage }} of the writes of {{ $labels.pod }} reach no quorum of receivers.',
        },
      },
      {
        alert: 'ThanosReceiveHashringNotLoaded',
        expr: `thanos_receive_config_last_reload_successful{job="${router}"} == 0`,
        for: '10m',
        labels: { severity: 'warning' },
        annotations: {
          summary: 'A router cannot read its hashring.',
          description: '{{ $labels.pod }} uses its previous hashring, and has none after a restart.',
        },
      },
      {
        alert: 'ThanosReceiveHasNotUploaded',
        expr: hasNotUploaded(receivers),
        for: '15m',
        labels: { severity: 'warning' },
        annotations: {
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
          summary: 'Requests of a receiver to the object storage fail.',
          description: '{{ $value | humanizePercentage }} of the object storage operations of {{ $labels.pod }} fail.',
        },
      },
    ],
  }),
]
