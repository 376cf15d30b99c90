import { forEachShard, setting } from '@thanos-gitops/manifest'
import { alsoOnlyWithout, onlyWith, onlyWithout } from '../component-names.ts'
import { podsOfShard, shardSuffix } from '../shards.ts'
import { runbookOf } from './runbook.ts'

/** About the targets of all jobs, of which a shard has a part. */
export const targetDown = {
  alert: 'TargetDown',
  expr: '100 * (count by (job, namespace) (up == 0) / count by (job, namespace) (up)) > 10',
  for: '10m',
  labels: { severity: 'warning' },
  annotations: {
    runbook_url: runbookOf('TargetDown'),
    summary: 'Targets do not answer.',
    description:
      '{{ printf "%.0f" $value }} % of the targets of job {{ $labels.job }} in namespace {{ $labels.namespace }} are down.',
  },
}

const agent = 'prometheus.agent'
/** Marks alerts about rules, queries and notifications, which an agent does not have. */
const onlyServer = <T extends object>(rule: T): T => alsoOnlyWithout(agent, rule)

/** Counters are written without `prometheus_` and `_total`. */
const storageFailures = (counters: readonly string[]) => ({
  alert: 'PrometheusStorageFailures',
  expr: `
sum by (pod) (
  ${counters.map((counter) => `increase(prometheus_${counter}_total{job="prometheus"}[3h])`).join('\n  + ')}
) > 0`.trim(),
  for: '1h',
  labels: { severity: 'warning' },
  annotations: {
    runbook_url: runbookOf('PrometheusStorageFailures'),
    summary: 'Prometheus has errors in its storage.',
    description:
      '{{ $labels.pod }} could not compact or reload blocks, or found a corrupt write-ahead log, {{ printf "%.0f" $value }} times in three hours. Its volume may be full.',
  },
})

const ingestsNothing = (appended: string) => ({
  alert: 'PrometheusIngestsNothing',
  expr: `
sum by (pod) (rate(${appended}{job="prometheus"}[5m])) <= 0
and
sum by (pod) (prometheus_target_scrape_pool_targets{job="prometheus"}) > 0`.trim(),
  for: '10m',
  labels: { severity: 'critical' },
  annotations: {
    runbook_url: runbookOf('PrometheusIngestsNothing'),
    summary: 'Prometheus stores no samples.',
    description: '{{ $labels.pod }} has targets and stores nothing. Alerts on its data do not fire.',
  },
})

/**
 * Rules for Prometheus itself: each replica evaluates them for both replicas. The ruler evaluates those about agents, with what a replica has
 * scraped from the other one.
 */
export const prometheusRules = {
  groups: [
    {
      name: 'prometheus',
      rules: [
        onlyWithout('prometheus.rulesInRuler', { ...targetDown }),
        {
          alert: 'PrometheusReplicaIsDown',
          expr: 'up{job="prometheus"} == 0 or absent(up{job="prometheus"})',
          for: '10m',
          labels: { severity: 'critical' },
          annotations: {
            runbook_url: runbookOf('PrometheusReplicaIsDown'),
            summary: 'A Prometheus replica is down.',
            description:
              'Prometheus could not scrape {{ $labels.pod }} for ten minutes. The data of the other replica fills the gap while it runs.',
          },
        },
        // Each shard scrapes the pods of all shards, and nothing else has the targets of this one.
        forEachShard(
          'prometheus.shards',
          onlyWith('prometheus.shards', {
            alert: 'PrometheusReplicaIsDown',
            expr: `absent(up{job="prometheus"${podsOfShard('prometheus')}} == 1)`,
            for: '10m',
            labels: { severity: 'critical', shard: setting('shard.number') },
            annotations: {
              runbook_url: runbookOf('PrometheusReplicaIsDown'),
              summary: `No replica of prometheus${shardSuffix} is up.`,
              description: `The other shards could not scrape any pod of prometheus${shardSuffix} for ten minutes. Nothing scrapes its targets.`,
            },
          }),
        ),
        {
          alert: 'PrometheusConfigReloadFailed',
          expr: 'max_over_time(prometheus_config_last_reload_successful{job="prometheus"}[5m]) == 0',
          for: '10m',
          labels: { severity: 'critical' },
          annotations: {
            runbook_url: runbookOf('PrometheusConfigReloadFailed'),
            summary: 'Prometheus rejects its configuration.',
            description:
              '{{ $labels.pod }} uses its previous configuration, and does not start again with the new one.',
          },
        },
        onlyServer({
          alert: 'PrometheusRuleFailures',
          expr: 'sum by (pod, rule_group) (increase(prometheus_rule_evaluation_failures_total{job="prometheus"}[5m])) > 0',
          for: '15m',
          labels: { severity: 'critical' },
          annotations: {
            runbook_url: runbookOf('PrometheusRuleFailures'),
            summary: 'Rules cannot be evaluated.',
            description: '{{ $labels.pod }} cannot evaluate rules of {{ $labels.rule_group }}. Alerts may be missing.',
          },
        }),
        onlyServer({
          alert: 'PrometheusMissesEvaluations',
          expr: 'sum by (pod, rule_group) (increase(prometheus_rule_group_iterations_missed_total{job="prometheus"}[5m])) > 0',
          for: '15m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('PrometheusMissesEvaluations'),
            summary: 'Rules take longer than their interval.',
            description:
              '{{ $labels.pod }} skipped {{ printf "%.0f" $value }} evaluations of {{ $labels.rule_group }} in five minutes.',
          },
        }),
        onlyServer(storageFailures(['tsdb_compactions_failed', 'tsdb_wal_corruptions', 'tsdb_reloads_failures'])),
        onlyWith(
          agent,
          storageFailures(['agent_checkpoint_creations_failed', 'agent_corruptions', 'tsdb_wal_writes_failed']),
        ),
        {
          alert: 'PrometheusDuplicateSamples',
          expr: 'rate(prometheus_target_scrapes_sample_duplicate_timestamp_total{job="prometheus"}[5m]) > 0',
          for: '1h',
          labels: { severity: 'info' },
          annotations: {
            runbook_url: runbookOf('PrometheusDuplicateSamples'),
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
            runbook_url: runbookOf('PrometheusSampleLimitHit'),
            summary: 'A target exports more samples than its job allows.',
            description:
              '{{ $labels.pod }} discards all samples of the scrape. The page Status > Targets shows the target.',
          },
        },
        onlyServer(
          onlyWith('alertmanager', {
            alert: 'PrometheusHasNoAlertmanager',
            expr: 'max_over_time(prometheus_notifications_alertmanagers_discovered{job="prometheus"}[5m]) < 1',
            for: '10m',
            labels: { severity: 'critical' },
            annotations: {
              runbook_url: runbookOf('PrometheusHasNoAlertmanager'),
              summary: 'Prometheus finds no Alertmanager.',
              description: '{{ $labels.pod }} has no Alertmanager to send alerts to.',
            },
          }),
        ),
        onlyServer(
          onlyWith('alertmanager', {
            alert: 'PrometheusDropsNotifications',
            expr: 'sum by (pod) (increase(prometheus_notifications_dropped_total{job="prometheus"}[5m])) > 0',
            for: '10m',
            labels: { severity: 'warning' },
            annotations: {
              runbook_url: runbookOf('PrometheusDropsNotifications'),
              summary: 'Prometheus drops alerts.',
              description:
                '{{ $labels.pod }} dropped {{ printf "%.0f" $value }} alerts in five minutes that no Alertmanager accepted.',
            },
          }),
        ),
        onlyServer(ingestsNothing('prometheus_tsdb_head_samples_appended_total')),
        onlyWith(agent, ingestsNothing('prometheus_agent_samples_appended_total')),
        {
          alert: 'PrometheusDiscoveryFails',
          expr: 'sum by (pod, mechanism) (increase(prometheus_sd_refresh_failures_total{job="prometheus"}[10m])) > 0',
          for: '20m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('PrometheusDiscoveryFails'),
            summary: 'Prometheus cannot discover addresses.',
            description:
              '{{ $labels.pod }} cannot refresh its {{ $labels.mechanism }} discovery, and uses old addresses.',
          },
        },
        {
          alert: 'PrometheusKubernetesWatchFails',
          expr: 'sum by (pod) (increase(prometheus_sd_kubernetes_failures_total{job="prometheus"}[5m])) > 0',
          for: '15m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('PrometheusKubernetesWatchFails'),
            summary: 'Prometheus cannot watch Kubernetes.',
            description: '{{ $labels.pod }} cannot list or watch pods, nodes or endpoints, so it misses new targets.',
          },
        },
        {
          alert: 'PrometheusOutOfOrderSamples',
          expr: 'sum by (pod) (rate(prometheus_target_scrapes_sample_out_of_order_total{job="prometheus"}[5m])) > 0',
          for: '1h',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('PrometheusOutOfOrderSamples'),
            summary: 'A target exports samples with old timestamps.',
            description:
              '{{ $labels.pod }} drops {{ printf "%.1f" $value }} samples per second that are older than others of their series.',
          },
        },
        {
          alert: 'PrometheusTargetLimitHit',
          expr: 'sum by (pod) (increase(prometheus_target_scrape_pool_exceeded_target_limit_total{job="prometheus"}[5m])) > 0',
          for: '15m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('PrometheusTargetLimitHit'),
            summary: 'A scrape job has more targets than its limit.',
            description: '{{ $labels.pod }} scrapes no target of the job until there are fewer.',
          },
        },
        {
          alert: 'PrometheusTargetsNearLimit',
          expr: `
max by (scrape_job) (prometheus_target_scrape_pool_targets{job="prometheus"})
  / (max by (scrape_job) (prometheus_target_scrape_pool_target_limit{job="prometheus"}) > 0) > 0.8`.trim(),
          for: '15m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('PrometheusTargetsNearLimit'),
            summary: 'A scrape job has almost as many targets as its limit.',
            description:
              '{{ $labels.scrape_job }} has {{ $value | humanizePercentage }} of its targets. Above the limit, none of them is scraped.',
          },
        },
        {
          alert: 'PrometheusLabelLimitHit',
          expr: 'sum by (pod) (increase(prometheus_target_scrape_pool_exceeded_label_limits_total{job="prometheus"}[5m])) > 0',
          for: '15m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('PrometheusLabelLimitHit'),
            summary: 'A target has more or longer labels than its job allows.',
            description:
              '{{ $labels.pod }} discards all samples of the scrape. The page Status > Targets shows the target.',
          },
        },
        {
          alert: 'PrometheusBodySizeLimitHit',
          expr: 'sum by (pod) (increase(prometheus_target_scrapes_exceeded_body_size_limit_total{job="prometheus"}[5m])) > 0',
          for: '15m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('PrometheusBodySizeLimitHit'),
            summary: 'The response of a target is larger than its job allows.',
            description:
              '{{ $labels.pod }} discards all samples of the scrape. The page Status > Targets shows the target.',
          },
        },
        {
          alert: 'PrometheusTargetSyncFails',
          expr: 'sum by (pod, scrape_job) (increase(prometheus_target_sync_failed_total{job="prometheus"}[30m])) > 0',
          for: '5m',
          labels: { severity: 'critical' },
          annotations: {
            runbook_url: runbookOf('PrometheusTargetSyncFails'),
            summary: 'Prometheus cannot create targets of a job.',
            description:
              '{{ $labels.pod }} found targets of {{ $labels.scrape_job }} whose relabeled address or labels are not valid.',
          },
        },
        onlyServer({
          alert: 'PrometheusIsFull',
          expr: `
max by (pod) (avg_over_time(prometheus_engine_queries{job="prometheus"}[5m]))
  /
max by (pod) (prometheus_engine_queries_concurrent_max{job="prometheus"})
  > 0.8`.trim(),
          for: '15m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('PrometheusIsFull'),
            summary: 'Prometheus runs nearly as many queries as it can.',
            description:
              '{{ $labels.pod }} uses {{ $value | humanizePercentage }} of its concurrent queries. Rules can be late.',
          },
        }),
        onlyServer(
          onlyWith('alertmanager', {
            alert: 'PrometheusAlertmanagerErrors',
            expr: `
sum by (pod, alertmanager) (rate(prometheus_notifications_errors_total{job="prometheus"}[5m]))
  /
sum by (pod, alertmanager) (rate(prometheus_notifications_sent_total{job="prometheus"}[5m]))
  > 0.01`.trim(),
            for: '15m',
            labels: { severity: 'warning' },
            annotations: {
              runbook_url: runbookOf('PrometheusAlertmanagerErrors'),
              summary: 'Prometheus cannot send alerts to one Alertmanager.',
              description:
                '{{ $value | humanizePercentage }} of the alerts of {{ $labels.pod }} to {{ $labels.alertmanager }} fail.',
            },
          }),
        ),
        onlyServer(
          onlyWith('alertmanager', {
            alert: 'PrometheusReachesNoAlertmanager',
            expr: `
min by (pod) (
  sum by (pod, alertmanager) (rate(prometheus_notifications_errors_total{job="prometheus"}[5m]))
    /
  sum by (pod, alertmanager) (rate(prometheus_notifications_sent_total{job="prometheus"}[5m]))
) > 0.03`.trim(),
            for: '15m',
            labels: { severity: 'critical' },
            annotations: {
              runbook_url: runbookOf('PrometheusReachesNoAlertmanager'),
              summary: 'Alerts of Prometheus do not reach any Alertmanager reliably.',
              description:
                'At least {{ $value | humanizePercentage }} of the alerts of {{ $labels.pod }} to each Alertmanager fail.',
            },
          }),
        ),
        onlyServer(
          onlyWith('alertmanager', {
            alert: 'PrometheusNotificationQueueFills',
            expr: `
predict_linear(prometheus_notifications_queue_length{job="prometheus"}[5m], 30 * 60)
  > on (pod) group_left ()
min by (pod) (min_over_time(prometheus_notifications_queue_capacity{job="prometheus"}[5m]))`.trim(),
            for: '15m',
            labels: { severity: 'warning' },
            annotations: {
              runbook_url: runbookOf('PrometheusNotificationQueueFills'),
              summary: 'The queue of alerts becomes full.',
              description:
                'The queue of {{ $labels.pod }} will be full within half an hour. Prometheus then drops alerts.',
            },
          }),
        ),
        onlyWith('prometheus.remoteWrite', {
          alert: 'PrometheusRemoteWriteFails',
          expr: `
sum by (pod) (rate(prometheus_remote_storage_samples_failed_total{job="prometheus"}[5m]))
  /
sum by (pod) (rate(prometheus_remote_storage_samples_total{job="prometheus"}[5m]))
  > 0.01`.trim(),
          for: '15m',
          labels: { severity: 'critical' },
          annotations: {
            runbook_url: runbookOf('PrometheusRemoteWriteFails'),
            summary: 'The receivers refuse samples of Prometheus.',
            description: '{{ $value | humanizePercentage }} of the samples that {{ $labels.pod }} sends are refused.',
          },
        }),
        onlyWith('prometheus.remoteWrite', {
          alert: 'PrometheusRemoteWriteFallsBehind',
          expr: `
max by (pod) (max_over_time(prometheus_remote_storage_highest_timestamp_in_seconds{job="prometheus"}[5m]))
  -
min by (pod) (max_over_time(prometheus_remote_storage_queue_highest_sent_timestamp_seconds{job="prometheus"}[5m]))
  > 300`.trim(),
          for: '15m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('PrometheusRemoteWriteFallsBehind'),
            summary: 'The receivers get the samples of Prometheus late.',
            description: '{{ $labels.pod }} sends samples {{ $value | humanizeDuration }} after it scrapes them.',
          },
        }),
      ],
    },
  ],
}
