import { mappingOf, valueAt } from '@thanos-gitops/manifest'
import { replicasOf } from '../manifest-set.ts'
import { reasonPodsStay, rolloutOf, rolloutText } from '../rollout.ts'
import { argumentVerdict } from './arguments.ts'
import { endpointCountOf, queriesIn } from './query-endpoints.ts'
import { restartVerdict } from './quorum.ts'
import { type ChangeContext, type ChangeRule, inPlace, none, type Verdict } from './rule.ts'
import { storedDataVerdict } from './stored-data.ts'

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
    storedDataVerdict(context) ??
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

/** The annotations that `thanos-gitops restart` writes into a pod template. */
const restartAnnotations = { time: 'thanos-gitops/restarted-at', reason: 'thanos-gitops/restart-reason' }

/** A restart that a person requested: an annotation of the template has no other effect. */
function requestedRestart(context: ChangeContext): Verdict | undefined {
  const { change, after, written } = context
  const name = change.steps.at(-1)
  if (name !== restartAnnotations.time && name !== restartAnnotations.reason) return undefined
  const verdict = newTemplate(context)
  if (reasonPodsStay(after) !== undefined) return verdict
  const annotations = mappingOf(valueAt(written.after, ['spec', 'template', 'metadata', 'annotations']))
  const reason = annotations[restartAnnotations.reason]
  const request =
    annotations[restartAnnotations.time] === undefined
      ? 'The request of an earlier restart is removed, which restarts the pods once more.'
      : `Restart requested${reason === undefined ? '' : `: ${String(reason).replace(/\.$/, '')}`}.`
  return { ...verdict, why: `${request} ${verdict.why}` }
}

/** The rules of a pod template whose change replaces pods. */
export const templateRules = (at: string, source = revisions): readonly ChangeRule[] => [
  { at: '/spec/template/metadata/annotations/*', verdict: requestedRestart, source },
  { at, verdict: removedServiceAccount, source: 'github.com/kubernetes/kubernetes/issues/72519' },
  { at, verdict: newTemplate, source },
]

export const outsideTemplate = (at: string, why: string, source: string): ChangeRule => ({
  at,
  verdict: inPlace(why),
  source,
})
