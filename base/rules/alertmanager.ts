import { onlyWith } from '../component-names.ts'

export const alertmanagerRules = onlyWith('alertmanager', {
  groups: [
    {
      name: 'alertmanager',
      rules: [
        {
          alert: 'AlertmanagerIsDown',
          expr: 'absent(up{job="alertmanager"} == 1)',
          for: '5m',
          labels: { severity: 'critical' },
          annotations: {
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
            summary: 'Alertmanager rejects its configuration.',
            description:
              '{{ $labels.pod }} uses its previous configuration, and does not start again with the new one.',
          },
        },
        {
          alert: 'AlertmanagerMembersMissing',
          expr: `
max_over_time(alertmanager_cluster_members{job="alertmanager"}[5m])
  < on () group_left ()
count(max_over_time(up{job="alertmanager"}[5m]) == 1)`.trim(),
          for: '15m',
          labels: { severity: 'warning' },
          annotations: {
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
            summary: 'Notifications are not delivered.',
            description:
              '{{ $value | humanizePercentage }} of the {{ $labels.integration }} notifications of {{ $labels.pod }} fail.',
          },
        },
      ],
    },
  ],
})
