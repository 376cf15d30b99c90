import { type KubernetesObject, labelOf, stringAt, valueAt } from '@thanos-gitops/manifest'
import { autoscalerOf, claimTemplatesOf, replicasOf } from '../manifest-set.ts'
import { firstOrdinalOf } from '../rollout.ts'
import { keptScaler } from './live-replicas.ts'
import { podRange } from './pod-range.ts'
import { quorumVerdict } from './quorum.ts'
import { receiversStart, receiversStop } from './receivers.ts'
import { type ChangeContext, inPlace, risk, scale, type Verdict } from './rule.ts'

/** The verdict on a changed number of replicas: which pods start or stop, in which order, and what happens to their volumes. */
export function newReplicas(context: ChangeContext): Verdict {
  const { before, after, sides, workloads, written, states, tool } = context
  const from = replicasOf(before)
  const to = replicasOf(after)
  const scaler = autoscalerOf(sides.after, after)
  const kept = keptScaler(tool, written.before, written.after, context)
  if (kept)
    return inPlace(
      `The number of pods stays: ${labelOf(kept)} sets it, and ${toolName(tool)} ignores replicas in git. The number in git is used if the object is created again.`,
    )
  if (valueAt(written.after, ['spec', 'replicas']) === undefined) return absentReplicas(context, scaler)
  const former = scaler ? undefined : autoscalerOf(sides.before, before)
  if (former && to > 0) return scale(`The number becomes ${to}, whatever number ${labelOf(former)} has set last.`)
  if (to === 0) return { class: 'outage', why: `${from} → 0: no pod is left.${keptClaims(before, 0, from)}` }
  const quorum = quorumVerdict(workloads.after, from, to, sides.after)
  if (quorum) return { class: quorum.class, why: quorum.why }
  const note = scaler ? scalerNote(scaler, to, states.after?.ignoresReplicas(tool, after) === true) : ''
  if (after.kind !== 'StatefulSet') return scale(`${from} → ${to}.${note}`)
  return to > from
    ? startedPods(after, from, to, `${receiversStart(context, to) ?? ''}${note}`)
    : stoppedPods(context, from, to, note)
}

const toolName = (tool: ChangeContext['tool']): string => (tool === 'flux' ? 'Flux' : 'Argo CD')

const scalerNote = (scaler: KubernetesObject, to: number, isIgnored: boolean): string =>
  isIgnored
    ? ` ${labelOf(scaler)} sets the number from now on, and later syncs keep it.`
    : ` ${labelOf(scaler)} sets the number too: each sync resets it to ${to}.`

/**
 * Without the field, the tool no longer owns it. The number stays if the autoscaler owns it; otherwise the API server sets its default.
 */
function absentReplicas(context: ChangeContext, scaler: KubernetesObject | undefined): Verdict {
  const { before, after, sides, mode, tool, states } = context
  if (scaler && autoscalerOf(sides.before, before) && mode === 'server-side')
    return inPlace(
      `The number that the autoscaler ${scaler.metadata.name} has set stays. If it has set none, replicas becomes 1.`,
    )
  const change = `${replicasOf(before)} → ${replicasOf(after)}: without replicas, the number is 1`
  if (scaler && states.after?.ignoresReplicas(tool, after) === true)
    return risk(
      `${change}, unless ${toolName(tool)} has updated its own object, which ignores the field, before it applies this one. Keep replicas in git: ${toolName(tool)} ignores it while the autoscaler exists.`,
    )
  const next = scaler ? `${labelOf(scaler)} raises it again later.` : 'No other object sets the number.'
  const why = `${change}. ${next}`
  return replicasOf(before) > 1 ? risk(why) : scale(why)
}

function startedPods(statefulSet: KubernetesObject, from: number, to: number, note: string): Verdict {
  const first = firstOrdinalOf(statefulSet)
  const isParallel = stringAt(statefulSet, 'spec', 'podManagementPolicy') === 'Parallel'
  const start = to - from === 1 ? 'starts' : isParallel ? 'start at once' : 'start one after the other'
  const volumes =
    claimNames(statefulSet).length > 0
      ? `${to - from === 1 ? ', with' : ', each with'} a new volume or the volume that an earlier scale-down left`
      : ''
  return scale(
    `${from} → ${to}: ${podRange(statefulSet.metadata.name, first + from, first + to - 1)} ${start}${volumes}.${note}`,
  )
}

function stoppedPods(context: ChangeContext, from: number, to: number, note: string): Verdict {
  const statefulSet = context.after
  const first = firstOrdinalOf(statefulSet)
  const pods = podRange(statefulSet.metadata.name, first + from - 1, first + to)
  const stopped = `${from} → ${to}: ${pods} ${from - to === 1 ? 'stops' : 'stop, the highest ordinal first'}.`
  const whenScaled = stringAt(statefulSet, 'spec', 'persistentVolumeClaimRetentionPolicy', 'whenScaled')
  if (whenScaled === 'Delete' && claimNames(statefulSet).length > 0)
    return {
      class: 'data-loss',
      why: `${stopped} persistentVolumeClaimRetentionPolicy.whenScaled is Delete: their volumes are deleted.`,
    }
  return receiversStop(context, from, to, stopped) ?? scale(`${stopped}${keptClaims(statefulSet, to, from)}${note}`)
}

function keptClaims(object: KubernetesObject, to: number, from: number): string {
  const claims = object.kind === 'StatefulSet' ? claimNames(object) : []
  if (claims.length === 0) return ''
  const first = firstOrdinalOf(object)
  const ranges = claims.map((claim) => podRange(`${claim}-${object.metadata.name}`, first + to, first + from - 1))
  return ` The claims ${ranges.join(', ')} stay with their data.`
}

const claimNames = (object: KubernetesObject): readonly (string | undefined)[] =>
  claimTemplatesOf(object).map((claim) => stringAt(claim, 'metadata', 'name'))
