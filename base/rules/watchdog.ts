import { onlyWith } from '../component-names.ts'
import { runbookOf } from './runbook.ts'

/** Fires always, in every environment: its notifications stop if Prometheus, Alertmanager or the way out of the cluster fails. */
export const watchdogRules = onlyWith('alertmanager', {
  groups: [
    {
      name: 'watchdog',
      rules: [
        {
          alert: 'Watchdog',
          expr: 'vector(1)',
          for: '0s',
          labels: { severity: 'none' },
          annotations: {
            runbook_url: runbookOf('Watchdog'),
            summary: 'Alerts of Prometheus reach Alertmanager.',
            description:
              'This alert always fires. The receiver alerting.deadMansSwitch in environment.yaml notifies people when its messages stop.',
          },
        },
      ],
    },
  ],
})
