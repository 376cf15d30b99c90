import { listOf, type Mapping, mappingOf } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'
import { anchoredPattern } from '../engine/re2.ts'
import { writersIn } from './labels.ts'
import { inDocument } from './places.ts'
import { configurationOf } from './prometheus.ts'

export const alertsDropReplicaLabels: Check = {
  name: 'alerts-drop-replica-labels',
  question: 'identities',
  severity: 'error',
  why: 'Alertmanager treats alerts with different labels as different alerts. If the alerts of the replicas of one Prometheus keep their replica label, each of them notifies separately.',
  remedy: 'Add {action: labeldrop, regex: <replica label>} to alerting.alert_relabel_configs.',
  source: 'https://prometheus.io/docs/prometheus/latest/configuration/configuration/#alert_relabel_configs',
  *run(context) {
    for (const { program, labels } of writersIn(context)) {
      if (program.name !== 'prometheus' || (program.container.workload.replicas ?? 1) < 2) continue
      const document = configurationOf(context, program)?.document
      const { alerting, rule_files: ruleFiles } = mappingOf(document?.value)
      const { alertmanagers, alert_relabel_configs: steps } = mappingOf(alerting)
      if (!document || listOf(alertmanagers).length === 0 || listOf(ruleFiles).length === 0) continue
      for (const { name, isPerPod } of labels)
        if (
          isPerPod &&
          !listOf(steps)
            .map(mappingOf)
            .some((step) => removes(step, name))
        )
          yield {
            ...inDocument(document, 'alerting', 'alert_relabel_configs'),
            message: `alerts keep the replica label ${name}, so each of the ${program.container.workload.replicas} replicas notifies separately.`,
            remedy: `Add {action: labeldrop, regex: ${name}} to alerting.alert_relabel_configs.`,
          }
    }
  },
}

/** Whether a step removes or replaces a label. An expression that cannot be evaluated counts as one that does. */
function removes({ action = 'replace', regex, target_label: target }: Mapping, label: string): boolean {
  if (action === 'replace') return target === label
  const matches = anchoredPattern(String(regex ?? '(.*)'))?.matches(label) ?? true
  return (action === 'labeldrop' && matches) || (action === 'labelkeep' && !matches)
}
