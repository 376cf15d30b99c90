import { type KubernetesObject, mappingsOf, valueAt } from '@thanos-gitops/manifest'
import { podSpecOf } from '@thanos-gitops/workloads'
import { matchedWorkloads, replicasOf } from '../manifest-set.ts'
import { reasonPodsStay, rolloutOf, rolloutText } from '../rollout.ts'
import { argumentVerdict } from './arguments.ts'
import { endpointCountOf, queriesIn } from './query-endpoints.ts'
import { restartVerdict } from './quorum.ts'
import { type ChangeContext, type ChangeRule, inPlace, jsonOf, none, refused, type Verdict } from './rule.ts'

export const revisions =
  'pkg/controller/deployment/util/deployment_util.go:619-642; pkg/controller/history/controller_history.go'
export const apps = 'pkg/apis/apps/validation/validation.go'

/** The verdict on a changed pod template of an object that replaces its pods. */
export function newTemplate(context: ChangeContext): Verdict {
  const { after, sides, workloads } = context
  const reason = reasonPodsStay(after)
  if (reason !== undefined) return inPlace(reason)
  const rollout = rolloutOf(after, sides.after)
  const rolloutSentence = rollout ? rolloutText(rollout) : 'Its pods restart.'
  const severe =
    argumentVerdict(context) ??
    noEndpointVerdict(context) ??
    restartVerdict(workloads.after, replicasOf(after), sides.after)
  return severe
    ? { class: severe.class, why: `${severe.why} ${rolloutSentence}` }
    : { class: 'restart', why: rolloutSentence }
}

/** Where there was no endpoint before either, the change is not the cause. */
function noEndpointVerdict({ sides, workloads: { before, after } }: ChangeContext): Verdict | undefined {
  return before &&
    after &&
    queriesIn(after).length > 0 &&
    endpointCountOf(after, sides.after) === 0 &&
    endpointCountOf(before, sides.before) !== 0
    ? { class: 'outage', why: 'thanos query has no endpoint left: every query returns an empty result.' }
    : undefined
}

/**
 * Without serviceAccountName, the server keeps the value in the deprecated serviceAccount. No applier owns that field, so none
 * removes it.
 */
function removedServiceAccount({ change, mode }: ChangeContext): Verdict | undefined {
  return change.after === undefined && change.steps.at(-1) === 'serviceAccountName' && mode !== 'replace'
    ? none(
        'Nothing changes: the server keeps the old account in the deprecated serviceAccount, which no applier owns. Set another account instead of removing the field.',
      )
    : undefined
}

/** The server stores a volume that has only a name as emptyDir, which no applier owns. */
function secondVolumeSource({ change, mode, written }: ChangeContext): Verdict | undefined {
  const index = change.steps.indexOf('volumes')
  const name = /^\[name=(.*)\]$/.exec(change.path[index + 1] ?? '')?.[1]
  if (mode !== 'server-side' || index < 0 || change.path.length <= index + 2) return undefined
  const volumeIn = (object: KubernetesObject) =>
    mappingsOf(podSpecOf(object)?.volumes).find((volume) => volume.name === name)
  const before = volumeIn(written.before)
  return before !== undefined && Object.keys(before).length === 1 && volumeIn(written.after) !== undefined
    ? refused(
        `${change.steps.slice(0, index + 2).join('.')}: Forbidden: may not specify more than 1 volume type`,
        'The volume had no source, so the server stored emptyDir. Server-side apply does not own that field and so does not remove it.',
      )
    : undefined
}

/** The rules of a pod template whose change replaces pods. */
export const templateRules = (at: string, source = revisions): readonly ChangeRule[] => [
  { at, verdict: removedServiceAccount, source: 'github.com/kubernetes/kubernetes/issues/72519' },
  { at, verdict: secondVolumeSource, source: 'pkg/apis/core/validation/validation.go; run on 1.36.3' },
  { at, verdict: newTemplate, source },
]

export const immutableSelector = (kind: string): ChangeRule => ({
  at: '/spec/selector/**',
  verdict: ({ after, sides }) => {
    const adopted = matchedWorkloads(sides.before, after, valueAt(after, ['spec', 'selector']))
    return refused(
      `spec.selector: Invalid value: ${jsonOf(valueAt(after, ['spec', 'selector']))}: field is immutable`,
      `The selector of a ${kind} cannot change.${adopted.length === 0 ? ' The running pods have other labels: a new object with this selector does not adopt them.' : ''}`,
    )
  },
  source: `${apps}:709-714, 386-406, 763-769`,
})

export const outsideTemplate = (at: string, why: string, source: string): ChangeRule => ({
  at,
  verdict: inPlace(why),
  source,
})
