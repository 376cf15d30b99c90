import { type KubernetesObject, labelOf, numberAt, stringAt, valueAt } from '@thanos-gitops/manifest'
import type { DeliveryTool, RolloutClass } from '@thanos-gitops/manifest/change'
import { podSpecOf } from '@thanos-gitops/workloads'
import type { DiffContext } from './context.ts'
import { toolNames } from './delivery/tool-names.ts'
import { keptWithoutFolder } from './gone.ts'
import { claimTemplatesOf, type ManifestSet, namespaceOf, podsOf, replicasOf, workloadLabel } from './manifest-set.ts'
import { pruningOf } from './prune.ts'
import { readersOf } from './readers.ts'
import { protectionEffect } from './removed-protections.ts'
import { movedAddress, removedPart } from './rules/divided-workloads.ts'
import { notUploadedSeries, remainingRulers } from './rules/moved-groups.ts'
import { notUploaded, remainingShards } from './rules/moved-targets.ts'

interface Effect {
  readonly class: RolloutClass
  readonly why: string
}

export interface Removal extends Effect {
  /** The tools that leave the object in the cluster. */
  readonly staysWith: readonly DeliveryTool[]
  readonly prune: Readonly<Partial<Record<DeliveryTool, string>>>
}

/** The effect of removing an object from git: the worst over the delivery tools. */
export function removalOf(object: KubernetesObject, context: DiffContext): Removal {
  const { delivery, sides } = context
  if (context.isGone) return { class: 'in-place', why: keptWithoutFolder(context), prune: {}, staysWith: [] }
  const prunings = delivery.map(({ tool }) => [tool, pruningOf[tool](object, context)] as const)
  const prune = Object.fromEntries(prunings.map(([tool, { text }]) => [tool, text]))
  const stays = prunings.filter(([, { outcome }]) => outcome !== 'deleted')
  const staysWith = stays.map(([tool]) => tool)
  const effect = stays.length === prunings.length ? stayOf(object, stays) : deletionOf(object, sides.after)
  return { ...effect, prune, staysWith }
}

/** An object that no tool deletes. Pods that no tool sees continue to run and to write. */
function stayOf(
  object: KubernetesObject,
  stays: readonly (readonly [DeliveryTool, { readonly outcome: string }])[],
): Effect {
  const isOrphaned = stays.some(([, { outcome }]) => outcome === 'orphaned')
  if (isOrphaned && podSpecOf(object) !== undefined)
    return {
      class: 'risk',
      why: 'Its pods continue to run in the cluster, and no tool updates, corrects or reports them.',
    }
  return { class: 'in-place', why: 'It stays in the cluster, but changes to it are no longer corrected.' }
}

function deletionOf(object: KubernetesObject, after: ManifestSet): Effect {
  const effect = Object.hasOwn(deletionByKind, object.kind) ? deletionByKind[object.kind] : undefined
  return effect?.(object, after) ?? protectionEffect(object, after) ?? { class: 'in-place', why: 'It is deleted.' }
}

type DeletionEffect = (object: KubernetesObject, after: ManifestSet) => Effect

const losesData =
  (why: string): DeletionEffect =>
  () => ({ class: 'data-loss', why })

const changesNoPod =
  (why: string): DeletionEffect =>
  () => ({ class: 'in-place', why })

const claimTemplateNames = (object: KubernetesObject): readonly (string | undefined)[] =>
  claimTemplatesOf(object).map((claim) => stringAt(claim, 'metadata', 'name'))

/** A sentence about the claims of a StatefulSet; empty without them. */
function claimsText(object: KubernetesObject): string {
  const claims = claimTemplateNames(object)
  return claims.length > 0
    ? ` The claims ${claims.map((claim) => `${claim}-${object.metadata.name}-0 …`).join(', ')} stay with their data.`
    : ''
}

const stopsPods: DeletionEffect = (object, after) => {
  const replicas = object.kind === 'DaemonSet' ? undefined : replicasOf(object)
  if (replicas === 0) return { class: 'in-place', why: 'It is deleted. It has no pods.' }
  const claims = claimTemplateNames(object)
  if (claims.length > 0 && stringAt(object, 'spec', 'persistentVolumeClaimRetentionPolicy', 'whenDeleted') === 'Delete')
    return {
      class: 'data-loss',
      why: 'Its pods stop and its volumes are deleted: persistentVolumeClaimRetentionPolicy.whenDeleted is Delete.',
    }
  const shards = remainingShards(object, after)
  if (shards.length > 0)
    return {
      class: 'risk',
      why: `Its pods stop. ${shards.map(workloadLabel).join(', ')} scrape its targets, whose series continue there. ${notUploaded} They stay in its claims ${claims.map((claim) => `${claim}-${object.metadata.name}-0 …`).join(', ')}, and no query reads them.`,
    }
  const rulers = remainingRulers(object, after)
  if (rulers !== undefined) {
    const why = `Its pods stop. ${rulers.shards.map(workloadLabel).join(', ')} evaluate its groups. ${rulers.pending}`
    if (claims.length === 0) return { class: 'restart', why }
    return {
      class: 'risk',
      why: `${why} ${notUploadedSeries} They stay in its claims ${claims.map((claim) => `${claim}-${object.metadata.name}-0 …`).join(', ')}, and no query reads them.`,
    }
  }
  const part = removedPart(object, after, claimsText(object))
  if (part !== undefined) return { class: 'risk', why: part }
  const pods =
    replicas === undefined ? 'All its pods stop' : replicas === 1 ? 'Its pod stops' : `Its ${replicas} pods stop`
  return { class: 'outage', why: `${pods}, and no other workload takes over.${claimsText(object)}` }
}

/** A ConfigMap or Secret that pods may still read. */
const breaksReaders: DeletionEffect = (object, after) => {
  const readers = [...new Set(readersOf(object, after).map(({ workload }) => workloadLabel(workload)))]
  if (readers.length === 0) return { class: 'in-place', why: 'It is deleted. No pod in these manifests reads it.' }
  return {
    class: 'outage',
    why: `${readers.join(', ')} still ${readers.length === 1 ? 'needs' : 'need'} it: running pods continue, but new pods cannot start.`,
  }
}

const breaksTokens: DeletionEffect = (object, after) => {
  const users = after.workloads.filter(
    ({ namespace, podSpec }) =>
      namespace === namespaceOf(object) && podSpec.serviceAccountName === object.metadata.name,
  )
  if (users.length === 0) return { class: 'in-place', why: 'It is deleted. No pod in these manifests uses it.' }
  return {
    class: 'outage',
    why: `${users.map(workloadLabel).join(', ')} still ${users.length === 1 ? 'uses' : 'use'} it: existing tokens become invalid, and no new pod can start.`,
  }
}

const breaksAddress: DeletionEffect = (object, after) => {
  const moved = movedAddress(object, after)
  if (moved !== undefined) return { class: 'in-place', why: moved }
  const pods = podsOf(after, object)
  return {
    class: 'outage',
    why:
      pods.length === 0
        ? 'Its name no longer resolves and its address is released. If you recreate it, it gets another address.'
        : `The pods of ${pods.map(workloadLabel).join(', ')} stay, but clients no longer reach them as ${object.metadata.name}. If you recreate it, it gets another address.`,
  }
}

/** The tools no longer ignore the replicas of the workload, and the next sync writes those of git. */
const endsScaling: DeletionEffect = (scaler, after) => {
  const [kind, name] = ['kind', 'name'].map((field) => stringAt(scaler, 'spec', 'scaleTargetRef', field))
  const target = after
    .ofKind(kind ?? '')
    .find((object) => object.metadata.name === name && namespaceOf(object) === namespaceOf(scaler))
  const replicas = numberAt(target, 'spec', 'replicas')
  if (target === undefined)
    return { class: 'in-place', why: 'It is deleted. What it scaled is not in these manifests.' }
  return replicas === undefined
    ? { class: 'in-place', why: `It is deleted: ${labelOf(target)} keeps the number of pods that it has set last.` }
    : {
        class: 'scale',
        why: `It is deleted: the same or the next sync sets ${labelOf(target)} to ${replicas} replicas, whatever number it has set last.`,
      }
}

const deletionByKind: Readonly<Record<string, DeletionEffect>> = {
  Deployment: stopsPods,
  StatefulSet: stopsPods,
  DaemonSet: stopsPods,
  ReplicaSet: stopsPods,
  Pod: stopsPods,
  Job: changesNoPod('It is deleted: a run in progress stops, and the logs of a finished run are deleted.'),
  CronJob: changesNoPod('It is deleted: it starts no more runs.'),
  Namespace: losesData('Every object in the namespace is deleted with it, including volumes.'),
  CustomResourceDefinition: losesData('Every object of this kind in the cluster is deleted with it.'),
  PersistentVolumeClaim: losesData('Its volume is deleted with it, unless the reclaim policy is Retain.'),
  PersistentVolume: losesData('The cluster loses its record of the volume, and the claim that is bound to it is lost.'),
  ObjectBucketClaim: losesData(
    'The bucket is deleted with all its blocks, unless the reclaim policy of its StorageClass is Retain.',
  ),
  ConfigMap: breaksReaders,
  Secret: breaksReaders,
  ServiceAccount: breaksTokens,
  Service: breaksAddress,
  PodDisruptionBudget: changesNoPod('It is deleted: a node drain can evict all pods at once.'),
  HorizontalPodAutoscaler: endsScaling,
  ScaledObject: endsScaling,
}

/** The tools that delete the old object, where another one does not. */
const deletedWith = ({ staysWith }: Removal, { delivery }: DiffContext): string =>
  staysWith.length === 0 || staysWith.length === delivery.length
    ? ''
    : ` with ${toolNames(delivery.map(({ tool }) => tool).filter((tool) => !staysWith.includes(tool)))}`

const oldPods = ({ staysWith }: Removal, oldName: string): string =>
  staysWith.length === 0
    ? `the pods of ${oldName} stop, and new pods start next to them or after them`
    : `with ${toolNames(staysWith)}, the pods of ${oldName} continue to run, and new pods start next to them`

/** Whether the work of a workload is that of its shards from now on, or of the workload without shards. */
const isDivided = (before: KubernetesObject, after: ManifestSet): boolean =>
  podSpecOf(before) !== undefined &&
  (remainingShards(before, after).length > 0 ||
    remainingRulers(before, after) !== undefined ||
    removedPart(before, after, '') !== undefined)

/** A rename removes the object of the old name and adds one of the new name. */
export function renameOf(
  before: KubernetesObject,
  after: KubernetesObject,
  context: DiffContext,
): Omit<Removal, 'staysWith'> {
  const removal = removalOf(before, context)
  const namespace =
    before.metadata.namespace === after.metadata.namespace ? '' : ` in ${before.metadata.namespace ?? 'no namespace'}`
  const oldName = `${labelOf(before)}${namespace}`
  if (after.kind === 'ObjectBucketClaim' && valueAt(after, ['spec', 'bucketName']) === undefined)
    return {
      class: 'risk',
      why: `The new claim gets another, empty bucket. For ${oldName}: ${removal.why}`,
      prune: removal.prune,
    }
  if (isDivided(before, context.sides.after))
    return {
      class: removal.class,
      why: `The API server cannot rename an object: it creates a new one. For ${oldName}${deletedWith(removal, context)}: ${removal.why}`,
      prune: removal.prune,
    }
  if (podSpecOf(after) === undefined)
    return {
      ...removal,
      // The new object takes over what the old one protects or allows.
      ...(removal.class === 'risk' && { class: 'in-place' }),
      why: `The API server cannot rename an object: it creates a new one. For ${oldName}${deletedWith(removal, context)}: ${removal.why}`,
    }
  const volumes =
    claimTemplateNames(before).length > 0 ? ' with empty volumes. The old claims stay, but no pod uses them' : ''
  const losesVolumes = removal.class === 'data-loss'
  return {
    class: losesVolumes ? 'data-loss' : removal.staysWith.length > 0 ? 'risk' : 'recreate',
    why: `The API server cannot rename an object: ${oldPods(removal, oldName)}${volumes}.${losesVolumes ? ` ${removal.why}` : ''}`,
    prune: removal.prune,
  }
}
