import { usesOf } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { argumentsPlace } from '../engine/programs.ts'
import { thanosPrograms } from './components.ts'
import { hasConfig } from './config-documents.ts'
import { writersIn } from './labels.ts'

export const rulerLabelsDifferPerReplica: Check = {
  name: 'ruler-labels-differ-per-replica',
  id: 'TH012',
  severity: 'error',
  why: 'Rulers with equal labels upload overlapping blocks. A replica label that stays in alerts makes one alert of each replica.',
  remedy: 'Add --label=rule_replica="$(POD_NAME)" and --alert.label-drop=rule_replica.',
  source: 'https://thanos.io/tip/components/rule.md/',
  *run(context) {
    const writers = new Map(writersIn(context).map(({ program, labels }) => [program, labels]))
    for (const ruler of thanosPrograms(context, 'rule')) {
      const labels = writers.get(ruler) ?? []
      const { replicas = 1 } = ruler.container.workload
      if (labels.length === 0 || hasConfig(ruler, 'remote-write.config')) continue
      const telling = labels.filter(({ isPerPod }) => isPerPod)
      if (replicas > 1 && telling.length === 0)
        yield { ...argumentsPlace(ruler), message: `${replicas} rulers have the same labels.` }
      const dropped = usesOf(ruler, 'alert.label-drop').map(({ value }) => value)
      for (const { name, place } of telling)
        if (!dropped.includes(name) && !hasConfig(ruler, 'alert.relabel-config'))
          yield {
            ...place,
            message: `the replica label ${name} stays in alerts.`,
            remedy: `Add --alert.label-drop=${name}.`,
            ...(replicas < 2 && { severity: 'warning' as const }),
          }
    }
  },
}
