import { usesOf } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { argumentsPlace } from '../engine/programs.ts'
import { isStatelessRuler, thanosPrograms } from './components.ts'
import { hasConfig } from './config-documents.ts'
import { writersIn } from './labels.ts'

export const rulerLabelsDifferPerReplica: Check = {
  name: 'ruler-labels-differ-per-replica',
  id: 'TH012',
  question: 'identities',
  severity: 'error',
  why: 'Rulers with equal labels upload overlapping blocks. If alerts keep a replica label, each replica sends a separate alert.',
  remedy: 'Add --label=rule_replica="$(POD_NAME)" and --alert.label-drop=rule_replica.',
  source: 'https://thanos.io/tip/components/rule.md/',
  *run(context) {
    const labelsOf = new Map(writersIn(context).map(({ program, labels }) => [program, labels]))
    for (const ruler of thanosPrograms(context, 'rule')) {
      const labels = labelsOf.get(ruler) ?? []
      const { replicas = 1 } = ruler.container.workload
      if (labels.length === 0 || isStatelessRuler(ruler)) continue
      const replicaLabels = labels.filter(({ isPerPod }) => isPerPod)
      if (replicas > 1 && replicaLabels.length === 0)
        yield { ...argumentsPlace(ruler), message: `the ${replicas} replicas of thanos rule have the same labels.` }
      if (hasConfig(ruler, 'alert.relabel-config')) continue
      const droppedLabels = usesOf(ruler, 'alert.label-drop').map(({ value }) => value)
      for (const { name, place } of replicaLabels.filter((label) => !droppedLabels.includes(label.name)))
        yield {
          ...place,
          message: `alerts keep the replica label ${name}.`,
          remedy: `Add --alert.label-drop=${name}.`,
          ...(replicas < 2 && { severity: 'warning' as const }),
        }
    }
  },
}
