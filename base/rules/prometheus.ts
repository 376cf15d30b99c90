import { onlyWith } from '../component-names.ts'

/** Prometheus watches itself: each replica evaluates these over both. */
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
              '{{ $labels.pod }} could not be scraped for ten minutes. The other replica fills the gap as long as it runs.',
          },
        },
        {
          alert: 'PrometheusConfigReloadFailed',
          expr: 'max_over_time(prometheus_config_last_reload_successful{job="prometheus"}[5m]) == 0',
          for: '10m',
          labels: { severity: 'critical' },
          annotations: {
            summary: 'Prometheus rejects its configuration.',
            description: '{{ $labels.pod }} works with an old configuration and will not come up after its next start.',
          },
        },
        {
          alert: 'PrometheusRuleFailures',
          expr: 'sum by (pod, rule_group) (increase(prometheus_rule_evaluation_failures_total{job="prometheus"}[5m])) > 0',
          for: '15m',
          labels: { severity: 'critical' },
          annotations: {
            summary: 'Rules cannot be evaluated.',
            description:
              '{{ $labels.pod }} fails to evaluate rules of {{ $labels.rule_group }}; alerts may be missing.',
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
            summary: 'Prometheus has trouble with its own data.',
            description:
              '{{ $labels.pod }} could not write, read or cut blocks {{ printf "%.0f" $value }} times in three hours. Its volume may be full.',
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
              '{{ $labels.pod }} drops {{ printf "%.1f" $value }} samples a second that have a timestamp it already knows.',
          },
        },
        {
          alert: 'PrometheusSampleLimitHit',
          expr: 'increase(prometheus_target_scrapes_exceeded_sample_limit_total{job="prometheus"}[5m]) > 0',
          for: '15m',
          labels: { severity: 'warning' },
          annotations: {
            summary: 'A target exports more than its job allows.',
            description: '{{ $labels.pod }} refuses whole scrapes. The page Status > Targets names the target.',
          },
        },
        onlyWith('alertmanager', {
          alert: 'PrometheusHasNoAlertmanager',
          expr: 'max_over_time(prometheus_notifications_alertmanagers_discovered{job="prometheus"}[5m]) < 1',
          for: '10m',
          labels: { severity: 'critical' },
          annotations: {
            summary: 'Prometheus finds no Alertmanager.',
            description: '{{ $labels.pod }} has nobody to send alerts to.',
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
