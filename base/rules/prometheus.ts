import { onlyWith } from '../component-names.ts'

/** Rules for Prometheus itself: each replica evaluates them for both replicas. */
export const prometheusRules = {
  groups: [
    {
      name: 'prometheus',
      rules: [
        {
          alert: 'TargetDown',
          expr: '100 * (count by (job, namespace) (up == 0) / count by (job, namespace) (up)) > 10',
          for: '10m',
          labels: { severity: 'warning' },
          annotations: {
            summary: 'Targets do not answer.',
            description:
              '{{ printf "%.0f" $value }} % of the targets of job {{ $labels.job }} in namespace {{ $labels.namespace }} are down.',
          },
        },
        {
          alert: 'PrometheusReplicaIsDown',
          expr: 'up{job="prometheus"} == 0 or absent(up{job="prometheus"})',
          for: '10m',
          labels: { severity: 'critical' },
          annotations: {
            summary: 'A Prometheus replica is down.',
            description:
              'Prometheus could not scrape {{ $labels.pod }} for ten minutes. The data of the other replica fills the gap while it runs.',
          },
        },
        {
          alert: 'PrometheusConfigReloadFailed',
          expr: 'max_over_time(prometheus_config_last_reload_successful{job="prometheus"}[5m]) == 0',
          for: '10m',
          labels: { severity: 'critical' },
          annotations: {
            summary: 'Prometheus rejects its configuration.',
            description:
              '{{ $labels.pod }} uses its previous configuration, and does not start again with the new one.',
          },
        },
        {
          alert: 'PrometheusRuleFailures',
          expr: 'sum by (pod, rule_group) (increase(prometheus_rule_evaluation_failures_total{job="prometheus"}[5m])) > 0',
          for: '15m',
          labels: { severity: 'critical' },
          annotations: {
            summary: 'Rules cannot be evaluated.',
            description: '{{ $labels.pod }} cannot evaluate rules of {{ $labels.rule_group }}. Alerts may be missing.',
          },
        },
        {
          alert: 'PrometheusMissesEvaluations',
          expr: 'sum by (pod, rule_group) (increase(prometheus_rule_group_iterations_missed_total{job="prometheus"}[5m])) > 0',
          for: '15m',
          labels: { severity: 'warning' },
          annotations: {
            summary: 'Rules take longer than their interval.',
            description:
              '{{ $labels.pod }} skipped {{ printf "%.0f" $value }} evaluations of {{ $labels.rule_group }} in five minutes.',
          },
        },
        {
          alert: 'PrometheusStorageFailures',
          expr: `
sum by (pod) (
  increase(prometheus_tsdb_compactions_failed_total{job="prometheus"}[3h])
  + increase(prometheus_tsdb_wal_corruptions_total{job="prometheus"}[3h])
  + increase(prometheus_tsdb_reloads_failures_total{job="prometheus"}[3h])
) > 0`.trim(),
          for: '1h',
          labels: { severity: 'warning' },
          annotations: {
            summary: 'Prometheus has errors in its storage.',
            description:
              '{{ $labels.pod }} could not compact or reload blocks, or found a corrupt write-ahead log, {{ printf "%.0f" $value }} times in three hours. Its volume may be full.',
          },
        },
        {
          alert: 'PrometheusDuplicateSamples',
          expr: 'rate(prometheus_target_scrapes_sample_duplicate_timestamp_total{job="prometheus"}[5m]) > 0',
          for: '1h',
          labels: { severity: 'info' },
          annotations: {
            summary: 'A target exports the same series twice, or two targets do.',
            description:
              '{{ $labels.pod }} drops {{ printf "%.1f" $value }} samples per second whose timestamp it already has.',
          },
        },
        {
          alert: 'PrometheusSampleLimitHit',
          expr: 'increase(prometheus_target_scrapes_exceeded_sample_limit_total{job="prometheus"}[5m]) > 0',
          for: '15m',
          labels: { severity: 'warning' },
          annotations: {
            summary: 'A target exports more samples than its job allows.',
            description:
              '{{ $labels.pod }} discards all samples of the scrape. The page Status > Targets shows the target.',
          },
        },
        onlyWith('alertmanager', {
          alert: 'PrometheusHasNoAlertmanager',
          expr: 'max_over_time(prometheus_notifications_alertmanagers_discovered{job="prometheus"}[5m]) < 1',
          for: '10m',
          labels: { severity: 'critical' },
          annotations: {
            summary: 'Prometheus finds no Alertmanager.',
            description: '{{ $labels.pod }} has no Alertmanager to send alerts to.',
          },
        }),
        onlyWith('alertmanager', {
          alert: 'PrometheusDropsNotifications',
          expr: 'sum by (pod) (increase(prometheus_notifications_dropped_total{job="prometheus"}[5m])) > 0',
          for: '10m',
          labels: { severity: 'warning' },
          annotations: {
            summary: 'Prometheus drops alerts.',
            description:
              '{{ $labels.pod }} dropped {{ printf "%.0f" $value }} alerts in five minutes that no Alertmanager accepted.',
          },
        }),
      ],
    },
  ],
}
