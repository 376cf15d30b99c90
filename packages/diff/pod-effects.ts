import { type KubernetesObject, stringAt } from '@thanos-gitops/manifest'
import type { ObjectChange, PodEffect } from '@thanos-gitops/manifest/change'
import type { DiffContext } from './context.ts'
import { autoscalerOf, replicasOf } from './manifest-set.ts'
import type { Pair } from './pairs.ts'
import { firstOrdinalOf, partitionOf, rollingLimits } from './rollout.ts'

/** What happens to the pods of a Deployment or a StatefulSet; undefined for other kinds and where no pod starts or stops. */
export function podEffectOf(change: ObjectChange, pair: Pair, { asStored, sides }: DiffContext): PodEffect | undefined {
  const before = pair.before && asStored(pair.before.object)
  const after = pair.after && asStored(pair.after.object)
  if (!isCounted(before ?? after!) || change.changes.some((one) => one.class === 'refused')) return undefined
  const effect =
    before === undefined || after === undefined || change.status === 'renamed'
      ? merge(before && stopOf(before), after && startOf(after))
      : updateOf(
          before,
          after,
          change,
          [autoscalerOf(sides.before, before), autoscalerOf(sides.after, after)].some(Boolean),
        )
  return effect.stopped + effect.started === 0 ? undefined : effect
}

/** Whether the manifests contain the number of pods. */
export const isCounted = ({ kind, apiVersion }: KubernetesObject): boolean =>
  (kind === 'Deployment' || kind === 'StatefulSet') && apiVersion.startsWith('apps/')

/** The names of the pods of a StatefulSet from an ordinal on, the highest first; undefined for a Deployment. */
function namesOf(object: KubernetesObject, replicas: number, from = 0): readonly string[] | undefined {
  if (object.kind !== 'StatefulSet') return undefined
  const first = firstOrdinalOf(object)
  const lowest = Math.max(first, from)
  return Array.from(
    { length: Math.max(0, first + replicas - lowest) },
    (_, index) => `${object.metadata.name}-${first + replicas - 1 - index}`,
  )
}

/** All pods of the old object stop. The garbage collector deletes them in no order. */
export function stopOf(object: KubernetesObject): PodEffect {
  const stops = namesOf(object, replicasOf(object))
  return { stopped: replicasOf(object), started: 0, ...(stops && { stops, stopsAtOnce: true }) }
}

/** All pods of the new object start. */
export function startOf(object: KubernetesObject): PodEffect {
  const starts = namesOf(object, replicasOf(object))
  return { stopped: 0, started: replicasOf(object), ...(starts && { starts }) }
}

export const merge = (stop: PodEffect | undefined, start: PodEffect | undefined): PodEffect => ({
  ...stop,
  ...start,
  stopped: stop?.stopped ?? 0,
  started: start?.started ?? 0,
})

/** The number of pods changes first. Then all pods that remain are replaced, where the pod template rolls out. */
function updateOf(
  before: KubernetesObject,
  after: KubernetesObject,
  change: ObjectChange,
  isScaled: boolean,
): PodEffect {
  // An autoscaler sets a number that the manifests do not contain: a change of the field is not a change of the number.
  const from = replicasOf(isScaled ? after : before)
  const to = isScaled ? from : newCount(after, from, change)
  const isReplaced = change.rollout !== undefined
  if (after.kind === 'Deployment') {
    const { extra, unavailable } = deploymentLimits(after, to)
    return isReplaced
      ? { stopped: from, started: to, extra, unavailable }
      : { stopped: Math.max(0, from - to), started: Math.max(0, to - from) }
  }
  const kept = Math.min(from, to)
  const removed = namesOf(before, from, firstOrdinalOf(before) + kept)!
  const added = namesOf(after, to, firstOrdinalOf(after) + kept)!
  const replaced = isReplaced ? namesOf(after, kept, partitionOf(after))! : []
  const [stops, starts] = [
    [...removed, ...replaced],
    [...added, ...replaced],
  ]
  return {
    stopped: stops.length,
    started: starts.length,
    stops,
    starts,
    ...(isReplaced && { extra: 0, unavailable: 1 }),
  }
}

const deploymentLimits = (object: KubernetesObject, replicas: number) =>
  stringAt(object, 'spec', 'strategy', 'type') === 'Recreate'
    ? { extra: 0, unavailable: replicas }
    : rollingLimits(object, replicas)

/** A change of the field that scales nothing, such as its removal under an autoscaler, keeps the number. */
function newCount(after: KubernetesObject, from: number, { changes }: ObjectChange): number {
  const replicas = changes.find(({ pointer }) => pointer === '/spec/replicas')
  return replicas === undefined || replicas.class === 'none' || replicas.class === 'in-place' ? from : replicasOf(after)
}
