import { type KubernetesObject, stringAt, valueAt } from '@thanos-gitops/manifest'
import { replicasOf } from '../manifest-set.ts'
import { firstOrdinalOf, partitionOf } from '../rollout.ts'
import { apps, newTemplate, outsideTemplate, templateRules } from './pod-template.ts'
import { newReplicas, podRange } from './replicas.ts'
import { type ChangeContext, type ChangeRule, inPlace, minorOf, refused, type Verdict } from './rule.ts'

const currentMessage =
  "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"

const isBefore133 = (version: string): boolean => minorOf(version) < 33

/** The server's message about an immutable field. It names revisionHistoryLimit since Kubernetes 1.33. */
const immutableMessage = (version: string): string =>
  isBefore133(version) ? currentMessage.replace(" 'revisionHistoryLimit',", '') : currentMessage

/** The server filled in rollingUpdate, and no applier owns it. */
const onDeleteWithRollingUpdate: ChangeRule = {
  at: '/spec/updateStrategy/**',
  verdict: ({ after, written, mode }) =>
    mode !== 'replace' &&
    stringAt(after, 'spec', 'updateStrategy', 'type') === 'OnDelete' &&
    valueAt(written.before, ['spec', 'updateStrategy', 'rollingUpdate']) === undefined &&
    valueAt(written.before, ['spec', 'updateStrategy', 'type']) !== 'OnDelete'
      ? refused(
          'spec.updateStrategy.rollingUpdate: Invalid value: {"Partition":0,"MaxUnavailable":null}: only allowed for updateStrategy \'RollingUpdate\'',
          'The server filled in rollingUpdate. Neither server-side apply nor client-side apply owns that field, so neither removes it. Set rollingUpdate: {partition: 0} in one commit, and OnDelete without it in the next.',
        )
      : undefined,
  source: `${apps}; run on 1.36.3`,
}

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
    onDeleteWithRollingUpdate,
    {
      at: '/spec/updateStrategy/**',
      verdict: newUpdateStrategy,
      source: 'pkg/controller/statefulset/stateful_set_control.go',
    },
    {
      at: '/spec/persistentVolumeClaimRetentionPolicy/**',
      verdict: ({ change }) =>
        inPlace(
          change.after === 'Delete'
            ? `From now on, volumes are deleted ${change.steps.at(-1) === 'whenScaled' ? 'when replicas is reduced' : 'with the StatefulSet'}: the controller makes itself the owner of the existing claims.`
            : 'From now on, claims are kept.',
        ),
      source: 'observed on 1.36.3',
    },
    outsideTemplate('/spec/minReadySeconds', 'The next rollout uses it.', `${apps}:238-272`),
    {
      at: '/spec/revisionHistoryLimit',
      verdict: ({ version }) =>
        isBefore133(version)
          ? refused(
              immutableMessage(version),
              'The field revisionHistoryLimit of a StatefulSet can change only since Kubernetes 1.33.',
            )
          : inPlace('Old revisions above the limit are deleted. No pod restarts.'),
      source: 'kubernetes#130263',
    },
    {
      at: '/spec/volumeClaimTemplates/**',
      verdict: ({ version }) =>
        refused(
          immutableMessage(version),
          'The claim templates of a StatefulSet cannot change, not even their labels. Existing volumes would not change either.',
        ),
      source: `${apps}:238-272; kubernetes/enhancements#4650`,
    },
    {
      at: '/spec/**',
      verdict: ({ version, change }) =>
        refused(immutableMessage(version), `The field ${change.steps[1]} of a StatefulSet cannot change.`),
      source: `${apps}:238-272`,
    },
  ],
}
