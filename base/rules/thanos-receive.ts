// Alerts for receivers and the router before them, evaluated in Prometheus: they must work when Thanos does not.
import { onlyWith } from '../component-names.ts'
import { bucketErrors, hasNotUploaded, httpErrors, isDown } from './expressions.ts'

const receivers = 'thanos-receive'
const router = 'thanos-receive-router'

export const receiveGroups = [
  onlyWith(receivers, {
    name: receivers,
    rules: [
      isDown(
        'ThanosReceiveIsDown',
        receivers,
        'What is sent is refused; senders try again for as long as their own log reaches back.',
      ),
      isDown(
        'ThanosReceiveRouterIsDown',
        router,
        'What is sent arrives nowhere; senders try again for as long as their own log reaches back.',
      ),
      {
        alert: 'ThanosReceiveErrors',
        expr: httpErrors(router, 'receive'),
        for: '5m',
        labels: { severity: 'critical' },
        annotations: {
          summary: 'Writes fail.',
          description:
            '{{ $value | humanizePercentage }} of the write requests fail. Senders try again, and lose what they cannot keep so long.',
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
          summary: 'Samples are written to fewer receivers than wanted.',
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
          description: '{{ $labels.pod }} works with the hashring of before, and with none after its next start.',
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
            '{{ $labels.pod }} cuts a block every two hours and should upload it at once. It deletes it after its retention.',
        },
      },
      {
        alert: 'ThanosReceiveBucketErrors',
        expr: bucketErrors(receivers),
        for: '15m',
        labels: { severity: 'warning' },
        annotations: {
          summary: 'The object storage refuses a receiver.',
          description: '{{ $value | humanizePercentage }} of the object storage operations of {{ $labels.pod }} fail.',
        },
      },
    ],
  }),
]
