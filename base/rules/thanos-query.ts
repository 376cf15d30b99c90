// Alerts for query, query frontend and ruler.
import { alsoOnlyWithout, onlyWith } from '../component-names.ts'
import { grpcErrors, isDown, isDownInShards } from './expressions.ts'
import { queryErrors, queryLoad } from './query-alerts.ts'
import { runbookOf } from './runbook.ts'

const rulerIsDown = (mark?: <T extends object>(rule: T) => T) =>
  isDownInShards(
    'rule.shards',
    'ThanosRuleIsDown',
    'thanos-rule',
    'Rules over the data of all Prometheus replicas are not evaluated, and their records have a gap.',
    mark,
  )

/**
 * Where the rulers evaluate all rules, those about themselves are in one group with the watchdog: each shard without it that is down has an
 * alert, and the dead man's switch reports the one with it.
 */
export const rulersOfAgents = rulerIsDown()

export const queryGroups = [
  {
    name: 'thanos-query',
    rules: [
      isDown('ThanosQueryIsDown', 'thanos-query', 'Dashboards and the ruler get no results.'),
      ...queryErrors('thanos-query'),
      {
        alert: 'ThanosQueryGrpcErrors',
        expr: grpcErrors('thanos-query'),
        for: '5m',
        labels: { severity: 'warning' },
        annotations: {
          runbook_url: runbookOf('ThanosQueryGrpcErrors'),
          summary: 'The query returns errors to a query above it.',
          description: '{{ $value | humanizePercentage }} of the gRPC requests to {{ $labels.pod }} fail.',
        },
      },
      {
        alert: 'ThanosQueryDnsFails',
        expr: `
sum by (pod) (rate(thanos_query_endpoints_dns_failures_total{job="thanos-query"}[5m]))
  /
sum by (pod) (rate(thanos_query_endpoints_dns_lookups_total{job="thanos-query"}[5m]))
  > 0.01`.trim(),
        for: '15m',
        labels: { severity: 'warning' },
        annotations: {
          runbook_url: runbookOf('ThanosQueryDnsFails'),
          summary: 'The query cannot find its sources.',
          description:
            '{{ $value | humanizePercentage }} of the DNS lookups of {{ $labels.pod }} fail. The query does not find new replicas of its sources.',
        },
      },
      ...queryLoad('thanos-query'),
    ],
  },
  onlyWith('thanos-query-global', {
    name: 'thanos-query-global',
    rules: [
      isDown(
        'ThanosGlobalQueryIsDown',
        'thanos-query-global',
        'Dashboards get no results. thanos-query still answers for its own cluster.',
      ),
      ...[...queryErrors('thanos-query-global'), ...queryLoad('thanos-query-global')].map((rule) => ({
        ...rule,
        labels: { ...rule.labels, job: 'thanos-query-global' },
      })),
    ],
  }),
  onlyWith('thanos-query-frontend', {
    name: 'thanos-query-frontend',
    rules: [
      isDown(
        'ThanosQueryFrontendIsDown',
        'thanos-query-frontend',
        'Queries through the query frontend fail. thanos-query still answers.',
      ),
      {
        alert: 'ThanosQueryFrontendErrors',
        expr: `
sum by (pod) (rate(http_requests_total{job="thanos-query-frontend", code=~"5.."}[5m]))
  /
sum by (pod) (rate(http_requests_total{job="thanos-query-frontend"}[5m]))
  > 0.05`.trim(),
        for: '5m',
        labels: { severity: 'warning' },
        annotations: {
          runbook_url: runbookOf('ThanosQueryFrontendErrors'),
          summary: 'The query frontend returns errors.',
          description: '{{ $value | humanizePercentage }} of the requests to {{ $labels.pod }} fail.',
        },
      },
    ],
  }),
  onlyWith('thanos-rule', {
    name: 'thanos-rule',
    rules: [
      ...rulerIsDown((rule) => alsoOnlyWithout('prometheus.agent', rule)),
      {
        alert: 'ThanosRuleEvaluationsFail',
        expr: `
sum by (pod) (rate(prometheus_rule_evaluation_failures_total{job="thanos-rule"}[5m]))
  /
sum by (pod) (rate(prometheus_rule_evaluations_total{job="thanos-rule"}[5m]))
  > 0.05`.trim(),
        for: '5m',
        labels: { severity: 'critical' },
        annotations: {
          runbook_url: runbookOf('ThanosRuleEvaluationsFail'),
          summary: 'The ruler cannot evaluate rules.',
          description:
            '{{ $value | humanizePercentage }} of the evaluations of {{ $labels.pod }} fail, most often because a source of the query is down.',
        },
      },
      {
        alert: 'ThanosRuleEvaluatesWithWarnings',
        expr: 'sum by (pod) (increase(thanos_rule_evaluation_with_warnings_total{job="thanos-rule"}[5m])) > 0',
        for: '15m',
        labels: { severity: 'info' },
        annotations: {
          runbook_url: runbookOf('ThanosRuleEvaluatesWithWarnings'),
          summary: 'Rules are evaluated on incomplete data.',
          description: '{{ $labels.pod }} received {{ printf "%.0f" $value }} results with warnings in five minutes.',
        },
      },
      {
        alert: 'ThanosRuleMissesEvaluations',
        expr: 'sum by (pod, rule_group) (increase(prometheus_rule_group_iterations_missed_total{job="thanos-rule"}[15m])) > 0',
        for: '15m',
        labels: { severity: 'warning' },
        annotations: {
          runbook_url: runbookOf('ThanosRuleMissesEvaluations'),
          summary: 'Rules take longer than their interval.',
          description: '{{ $labels.pod }} skips evaluations of {{ $labels.rule_group }}.',
        },
      },
      {
        alert: 'ThanosRuleEvaluatesNothing',
        expr: 'sum by (pod) (increase(prometheus_rule_evaluations_total{job="thanos-rule"}[10m])) == 0',
        for: '5m',
        labels: { severity: 'critical' },
        annotations: {
          runbook_url: runbookOf('ThanosRuleEvaluatesNothing'),
          summary: 'The ruler evaluates nothing.',
          description: '{{ $labels.pod }} is up and has evaluated no rule for ten minutes.',
        },
      },
      {
        alert: 'ThanosRuleIsSlow',
        expr: `
max by (pod, rule_group) (prometheus_rule_group_last_duration_seconds{job="thanos-rule"})
  >
max by (pod, rule_group) (prometheus_rule_group_interval_seconds{job="thanos-rule"})`.trim(),
        for: '5m',
        labels: { severity: 'warning' },
        annotations: {
          runbook_url: runbookOf('ThanosRuleIsSlow'),
          summary: 'A rule group takes longer than its interval.',
          description: '{{ $labels.pod }} needs {{ $value | humanizeDuration }} for {{ $labels.rule_group }}.',
        },
      },
      {
        alert: 'ThanosRuleGroupStopped',
        expr: `
time() - max by (pod, rule_group) (prometheus_rule_group_last_evaluation_timestamp_seconds{job="thanos-rule"})
  >
10 * max by (pod, rule_group) (prometheus_rule_group_interval_seconds{job="thanos-rule"})`.trim(),
        for: '5m',
        labels: { severity: 'warning' },
        annotations: {
          runbook_url: runbookOf('ThanosRuleGroupStopped'),
          summary: 'A rule group is no longer evaluated.',
          description:
            '{{ $labels.pod }} evaluated {{ $labels.rule_group }} {{ $value | humanizeDuration }} ago, more than ten intervals.',
        },
      },
      {
        alert: 'ThanosRuleGrpcErrors',
        expr: grpcErrors('thanos-rule'),
        for: '5m',
        labels: { severity: 'warning' },
        annotations: {
          runbook_url: runbookOf('ThanosRuleGrpcErrors'),
          summary: 'The ruler returns errors to the query.',
          description:
            '{{ $value | humanizePercentage }} of the requests to {{ $labels.pod }} fail. Recorded series are incomplete.',
        },
      },
      {
        alert: 'ThanosRuleConfigReloadFailed',
        expr: 'thanos_rule_config_last_reload_successful{job="thanos-rule"} == 0',
        for: '5m',
        labels: { severity: 'warning' },
        annotations: {
          runbook_url: runbookOf('ThanosRuleConfigReloadFailed'),
          summary: 'The ruler rejects its rules.',
          description: '{{ $labels.pod }} uses its previous rules.',
        },
      },
      {
        alert: 'ThanosRuleUploadsFail',
        expr: 'sum by (pod) (increase(thanos_shipper_upload_failures_total{job="thanos-rule"}[15m])) > 0',
        for: '15m',
        labels: { severity: 'warning' },
        annotations: {
          runbook_url: runbookOf('ThanosRuleUploadsFail'),
          summary: 'The records of the ruler do not reach the object storage.',
          description: '{{ $labels.pod }} cannot upload its blocks.',
        },
      },
      onlyWith('alertmanager', {
        alert: 'ThanosRuleDropsAlerts',
        expr: `
sum by (pod) (increase(thanos_alert_queue_alerts_dropped_total{job="thanos-rule"}[5m]))
  +
sum by (pod) (increase(thanos_alert_sender_alerts_dropped_total{job="thanos-rule"}[5m]))
  > 0`.trim(),
        for: '5m',
        labels: { severity: 'critical' },
        annotations: {
          runbook_url: runbookOf('ThanosRuleDropsAlerts'),
          summary: 'The ruler drops alerts.',
          description:
            '{{ $labels.pod }} dropped {{ printf "%.0f" $value }} alerts in five minutes that no Alertmanager accepted.',
        },
      }),
      onlyWith('alertmanager', {
        alert: 'ThanosRuleAlertmanagerDnsFails',
        expr: `
sum by (pod) (rate(thanos_rule_alertmanagers_dns_failures_total{job="thanos-rule"}[5m]))
  /
sum by (pod) (rate(thanos_rule_alertmanagers_dns_lookups_total{job="thanos-rule"}[5m]))
  > 0.01`.trim(),
        for: '15m',
        labels: { severity: 'warning' },
        annotations: {
          runbook_url: runbookOf('ThanosRuleAlertmanagerDnsFails'),
          summary: 'The ruler cannot find Alertmanager.',
          description:
            '{{ $value | humanizePercentage }} of the DNS lookups of {{ $labels.pod }} for Alertmanager fail.',
        },
      }),
      onlyWith('rule.remoteWrite', {
        alert: 'ThanosRuleRemoteWriteFails',
        expr: `
sum by (pod) (rate(prometheus_remote_storage_samples_failed_total{job="thanos-rule"}[5m]))
  /
sum by (pod) (rate(prometheus_remote_storage_samples_total{job="thanos-rule"}[5m]))
  > 0.01`.trim(),
        for: '15m',
        labels: { severity: 'critical' },
        annotations: {
          runbook_url: runbookOf('ThanosRuleRemoteWriteFails'),
          summary: 'The receivers refuse series of the ruler.',
          description: '{{ $value | humanizePercentage }} of the samples of {{ $labels.pod }} are refused and lost.',
        },
      }),
      onlyWith('rule.remoteWrite', {
        alert: 'ThanosRuleRemoteWriteFallsBehind',
        expr: `
max by (pod) (max_over_time(prometheus_remote_storage_highest_timestamp_in_seconds{job="thanos-rule"}[5m]))
  -
min by (pod) (max_over_time(prometheus_remote_storage_queue_highest_sent_timestamp_seconds{job="thanos-rule"}[5m]))
  > 300`.trim(),
        for: '15m',
        labels: { severity: 'warning' },
        annotations: {
          runbook_url: runbookOf('ThanosRuleRemoteWriteFallsBehind'),
          summary: 'The receivers get the series of the ruler late.',
          description:
            '{{ $labels.pod }} sends samples {{ $value | humanizeDuration }} after it evaluates their rules.',
        },
      }),
    ],
  }),
]
