// Alerts that the query and the global query have in common.
import { httpErrors } from './expressions.ts'
import { runbookOf } from './runbook.ts'

type Job = 'thanos-query' | 'thanos-query-global'

export const queryErrors = (job: Job) => [
  {
    alert: 'ThanosQueryInstantErrors',
    expr: httpErrors(job, 'query'),
    for: '5m',
    labels: { severity: 'critical' },
    annotations: {
      runbook_url: runbookOf('ThanosQueryInstantErrors'),
      summary: 'Queries fail.',
      description: '{{ $value | humanizePercentage }} of the instant queries fail.',
    },
  },
  {
    alert: 'ThanosQueryRangeErrors',
    expr: httpErrors(job, 'query_range'),
    for: '5m',
    labels: { severity: 'critical' },
    annotations: {
      runbook_url: runbookOf('ThanosQueryRangeErrors'),
      summary: 'Range queries fail.',
      description: '{{ $value | humanizePercentage }} of the range queries fail.',
    },
  },
  {
    alert: 'ThanosQuerySourceErrors',
    expr: `
sum by (pod) (rate(grpc_client_handled_total{job="${job}", grpc_code!~"OK|Canceled"}[5m]))
  /
sum by (pod) (rate(grpc_client_started_total{job="${job}"}[5m]))
  > 0.05`.trim(),
    for: '5m',
    labels: { severity: 'warning' },
    annotations: {
      runbook_url: runbookOf('ThanosQuerySourceErrors'),
      summary: 'Sources of the query return errors.',
      description:
        '{{ $value | humanizePercentage }} of the requests of {{ $labels.pod }} to sidecars, stores and rulers fail. Results are incomplete.',
    },
  },
]

export const queryLoad = (job: Job) => [
  {
    alert: 'ThanosQueryIsSlow',
    expr: `
histogram_quantile(
  0.99,
  sum by (handler, le) (rate(http_request_duration_seconds_bucket{job="${job}", handler=~"query|query_range"}[5m]))
) > 60`.trim(),
    for: '10m',
    labels: { severity: 'warning' },
    annotations: {
      runbook_url: runbookOf('ThanosQueryIsSlow'),
      summary: 'Queries are slow.',
      description:
        'One in a hundred requests to {{ $labels.handler }} takes longer than {{ $value | humanizeDuration }}.',
    },
  },
  {
    alert: 'ThanosQueryIsFull',
    expr: `
max_over_time(thanos_query_concurrent_gate_queries_in_flight{job="${job}"}[5m])
  >=
thanos_query_concurrent_gate_queries_max{job="${job}"}`.trim(),
    for: '15m',
    labels: { severity: 'warning' },
    annotations: {
      runbook_url: runbookOf('ThanosQueryIsFull'),
      summary: 'Queries wait for other queries.',
      description: '{{ $labels.pod }} runs {{ $value }} queries, which is its limit.',
    },
  },
]
