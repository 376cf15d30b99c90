import { replicasOf } from '@thanos-gitops/manifest'
import { onlyWith } from '../component-names.ts'
import { runbookOf } from './runbook.ts'

export const alertmanagerRules = onlyWith('alertmanager', {
  groups: [
    {
      name: 'alertmanager',
      rules: [
        {
          alert: 'AlertmanagerIsDown',
          expr: 'absent(up{job="alertmanager"} == 1)',
          for: '5m',
          labels: { severity: 'critical', job: 'alertmanager' },
          annotations: {
            runbook_url: runbookOf('AlertmanagerIsDown'),
            summary: 'No Alertmanager is up.',
            description:
              'Alerts are not delivered. Prometheus could not scrape any target of the job alertmanager for five minutes.',
          },
        },
        {
          alert: 'AlertmanagerConfigReloadFailed',
          expr: 'max_over_time(alertmanager_config_last_reload_successful{job="alertmanager"}[5m]) == 0',
          for: '10m',
          labels: { severity: 'critical' },
          annotations: {
            runbook_url: runbookOf('AlertmanagerConfigReloadFailed'),
            summary: 'Alertmanager rejects its configuration.',
            description:
              '{{ $labels.pod }} uses its previous configuration, and does not start again with the new one.',
          },
        },
        {
          alert: 'AlertmanagerMembersMissing',
          expr: `
max by (pod) (max_over_time(alertmanager_cluster_members{job="alertmanager"}[5m]))
  < on () group_left ()
count(max by (pod) (max_over_time(up{job="alertmanager"}[5m])) == 1)`.trim(),
          for: '15m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('AlertmanagerMembersMissing'),
            summary: 'An Alertmanager replica does not find all its peers.',
            description:
              '{{ $labels.pod }} finds {{ $value }} members. Alerts may be sent more than once, and silences may be missing.',
          },
        },
        {
          alert: 'AlertmanagerNotificationsFail',
          expr: `
sum by (pod, integration) (rate(alertmanager_notifications_failed_total{job="alertmanager"}[5m]))
  /
sum by (pod, integration) (rate(alertmanager_notifications_total{job="alertmanager"}[5m]))
  > 0.01`.trim(),
          for: '5m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('AlertmanagerNotificationsFail'),
            summary: 'Notifications are not delivered.',
            description:
              '{{ $value | humanizePercentage }} of the {{ $labels.integration }} notifications of {{ $labels.pod }} fail.',
          },
        },
        {
          alert: 'AlertmanagerNotificationsFailEverywhere',
          expr: `
min by (integration) (
  sum by (pod, integration) (rate(alertmanager_notifications_failed_total{job="alertmanager"}[15m]))
    /
  (sum by (pod, integration) (rate(alertmanager_notifications_total{job="alertmanager"}[15m])) > 0)
) > 0.01`.trim(),
          for: '5m',
          labels: { severity: 'critical' },
          annotations: {
            runbook_url: runbookOf('AlertmanagerNotificationsFailEverywhere'),
            summary: 'No Alertmanager replica delivers its notifications.',
            description:
              'At least {{ $value | humanizePercentage }} of the {{ $labels.integration }} notifications of each replica fail.',
          },
        },
        {
          alert: 'AlertmanagerConfigurationsDiffer',
          expr: 'max(alertmanager_config_hash{job="alertmanager"}) != min(alertmanager_config_hash{job="alertmanager"})',
          for: '20m',
          labels: { severity: 'critical' },
          annotations: {
            runbook_url: runbookOf('AlertmanagerConfigurationsDiffer'),
            summary: 'Alertmanager replicas have different configurations.',
            description: 'Which receiver an alert reaches depends on the replica that sends the notification.',
          },
        },
        {
          alert: 'AlertmanagerMajorityIsDown',
          expr: `sum(avg_over_time(up{job="alertmanager"}[5m])) / ${replicasOf('StatefulSet', 'alertmanager')} <= 0.5`,
          for: '5m',
          labels: { severity: 'critical', job: 'alertmanager' },
          annotations: {
            runbook_url: runbookOf('AlertmanagerMajorityIsDown'),
            summary: 'Half of the Alertmanager replicas or more are down.',
            description: 'Only {{ $value | humanizePercentage }} of the replicas were up in the last five minutes.',
          },
        },
        {
          alert: 'AlertmanagersRestart',
          expr: `
count(max by (pod) (changes(process_start_time_seconds{job="alertmanager"}[10m])) > 4)
  >= ${replicasOf('StatefulSet', 'alertmanager')} / 2`.trim(),
          for: '5m',
          labels: { severity: 'critical' },
          annotations: {
            runbook_url: runbookOf('AlertmanagersRestart'),
            summary: 'Half of the Alertmanager replicas or more restart repeatedly.',
            description: '{{ $value }} replicas have started more than four times in ten minutes.',
          },
        },
        {
          alert: 'AlertmanagerPeersFail',
          expr: 'max by (pod) (max_over_time(alertmanager_cluster_failed_peers{job="alertmanager"}[5m])) > 0',
          for: '15m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('AlertmanagerPeersFail'),
            summary: 'An Alertmanager replica cannot reach its peers.',
            description: '{{ $labels.pod }} cannot reach {{ $value }} of the replicas that it knows.',
          },
        },
      ],
    },
  ],
})
