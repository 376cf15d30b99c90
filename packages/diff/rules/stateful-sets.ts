import { type KubernetesObject, stringAt } from '@thanos-gitops/manifest'
import { replicasOf } from '../manifest-set.ts'
import { firstOrdinalOf, partitionOf } from '../rollout.ts'
import { podRange } from './pod-range.ts'
import { apps, newTemplate, outsideTemplate, templateRules } from './pod-template.ts'
import { newReplicas } from './replicas.ts'
import { type ChangeContext, type ChangeRule, inPlace, risk, type Verdict } from './rule.ts'

function newOrdinals({ before, after }: ChangeContext): Verdict {
  const from = firstOrdinalOf(before)
  const to = firstOrdinalOf(after)
  const replicas = replicasOf(after)
  if (Math.abs(from - to) >= replicas)
    return {
      class: 'outage',
      why: `The ordinals start at ${to} instead of ${from}: new pods ${podRange(after.metadata.name, to, to + replicas - 1)} with empty volumes replace all old pods, whose claims stay.`,
    }
  return {
    class: 'recreate',
    why: `The ordinals start at ${to} instead of ${from}: pods get new names, and new pods start with empty volumes. The old claims stay.`,
  }
}

function newUpdateStrategy(context: ChangeContext): Verdict {
  const { before, after } = context
  const strategyOf = (object: KubernetesObject): string =>
    stringAt(object, 'spec', 'updateStrategy', 'type') ?? 'RollingUpdate'
  if (strategyOf(before) !== 'RollingUpdate' && strategyOf(after) === 'RollingUpdate')
    return {
      class: 'restart',
      why: `Pods that still have an older template are replaced now. ${newTemplate(context).why}`,
    }
  if (partitionOf(after) < partitionOf(before))
    return {
      class: 'restart',
      why: `The partition falls from ${partitionOf(before)} to ${partitionOf(after)}: pods from ordinal ${partitionOf(after)} that still have an older template are replaced now.`,
    }
  return inPlace('The next rollout uses it.')
}

export const statefulSetRules: Readonly<Record<string, readonly ChangeRule[]>> = {
  'apps/StatefulSet': [
    ...templateRules('/spec/template/**'),
    { at: '/spec/replicas', verdict: newReplicas, source: 'pkg/controller/statefulset/stateful_set_control.go' },
    { at: '/spec/ordinals/**', verdict: newOrdinals, source: 'run on 1.36.3' },
    {
      at: '/spec/updateStrategy/**',
      verdict: newUpdateStrategy,
      source: 'pkg/controller/statefulset/stateful_set_control.go',
    },
    {
      at: '/spec/persistentVolumeClaimRetentionPolicy/**',
      verdict: ({ change }) =>
        change.after === 'Delete'
          ? risk(
              `From now on, volumes are deleted ${change.steps.at(-1) === 'whenScaled' ? 'when replicas is reduced' : 'with the StatefulSet'}: the controller makes itself the owner of the existing claims.`,
            )
          : inPlace('From now on, claims are kept.'),
      source: 'observed on 1.36.3',
    },
    outsideTemplate('/spec/minReadySeconds', 'The next rollout uses it.', `${apps}:238-272`),
    outsideTemplate(
      '/spec/revisionHistoryLimit',
      'Old revisions above the limit are deleted. No pod restarts.',
      'kubernetes#130263',
    ),
  ],
}
