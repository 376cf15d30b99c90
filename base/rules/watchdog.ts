import { onlyWith } from '../component-names.ts'
import { runbookOf } from './runbook.ts'
import { rulersOfAgents } from './thanos-query.ts'

/** Fires always, in every environment: its notifications stop if the rules, Alertmanager or the way out of the cluster fail. */
const watchdog = {
  alert: 'Watchdog',
  expr: 'vector(1)',
  for: '0s',
  labels: { severity: 'none' },
  annotations: {
    runbook_url: runbookOf('Watchdog'),
    summary: 'Alerts reach Alertmanager.',
    description:
      'This alert always fires. The receiver alerting.deadMansSwitch in environment.yaml notifies people when its messages stop.',
  },
}

const group = (rules: readonly object[]) => ({ groups: [{ name: 'watchdog', rules }] })

export const watchdogRules = onlyWith('alertmanager', group([watchdog]))

/** The same for the ruler: agent.md. */
export const rulerWatchdogRules = onlyWith('alertmanager', group([watchdog, ...rulersOfAgents]))
