import { type KubernetesObject, labelOf, valueAt } from '@thanos-gitops/manifest'
import type { DeliveryTool, RolloutClass } from '@thanos-gitops/manifest/change'
import type { Setting } from './classify.ts'
import { pruningOf } from './prune.ts'
import { readersOf } from './readers.ts'
import { mappings, namespaceOf, replicasOf, selectedBy, textAt, type World, workloadOf } from './world.ts'

export interface Removal {
  readonly class: RolloutClass
  readonly why: string
  readonly prune: Readonly<Partial<Record<DeliveryTool, string>>>
}

/** What it means that an object leaves the tree: of the tools that deliver, the worst. */
export function removalOf(object: KubernetesObject, { delivery, worlds, prunesLast }: Setting): Removal {
  const prunings = delivery.map(({ tool }) => [tool, pruningOf[tool](object, prunesLast)] as const)
  const prune = Object.fromEntries(prunings.map(([tool, { text }]) => [tool, text]))
  if (prunings.every(([, { kept }]) => kept))
    return { class: 'in-place', why: 'It stays in the cluster, and nobody keeps it as it should be any more.', prune }
  return { ...meaning(object, worlds), prune }
}

function meaning(
  object: KubernetesObject,
  worlds: { readonly before: World; readonly after: World },
): { readonly class: RolloutClass; readonly why: string } {
  const fact = Object.hasOwn(byKind, object.kind) ? byKind[object.kind] : undefined
  if (fact) return fact(object, worlds)
  return { class: 'in-place', why: 'It is deleted.' }
}

type Fact = (
  object: KubernetesObject,
  worlds: { readonly before: World; readonly after: World },
) => { readonly class: RolloutClass; readonly why: string }

const lost =
  (why: string): Fact =>
  () => ({ class: 'data-loss', why })

const stopped: Fact = (object) => {
  const replicas = object.kind === 'DaemonSet' ? undefined : replicasOf(object)
  if (replicas === 0) return { class: 'in-place', why: 'It is deleted; it has no pods.' }
  const claims = mappings(valueAt(object, ['spec', 'volumeClaimTemplates'])).map((claim) =>
    textAt(claim, 'metadata', 'name'),
  )
  if (claims.length > 0 && textAt(object, 'spec', 'persistentVolumeClaimRetentionPolicy', 'whenDeleted') === 'Delete')
    return {
      class: 'data-loss',
      why: 'Its pods end, and its volumes are deleted: persistentVolumeClaimRetentionPolicy.whenDeleted is Delete.',
    }
  const volumes =
    claims.length > 0
      ? ` The claims ${claims.map((claim) => `${claim}-${object.metadata.name}-0 …`).join(', ')} stay with their data.`
      : ''
  return {
    class: 'outage',
    why: `${replicas === undefined ? 'All its pods' : replicas === 1 ? 'Its pod' : `Its ${replicas} pods`} end: what it did, nobody does.${volumes}`,
  }
}

/** The object is read by pods that stay. */
const read: Fact = (object, { after }) => {
  const readers = [...new Set(readersOf(object, after).map(({ workload }) => workload.label))]
  return readers.length === 0
    ? { class: 'in-place', why: 'It is deleted; no pod of these manifests reads it.' }
    : {
        class: 'outage',
        why: `${readers.join(', ')} still ${readers.length === 1 ? 'needs' : 'need'} it: pods that run go on, pods that start cannot.`,
      }
}

const byKind: Readonly<Record<string, Fact>> = {
  Deployment: stopped,
  StatefulSet: stopped,
  DaemonSet: stopped,
  ReplicaSet: stopped,
  Pod: stopped,
  Job: () => ({
    class: 'in-place',
    why: 'It is deleted: a run that is under way ends, and the logs of one that has ended are gone.',
  }),
  CronJob: () => ({ class: 'in-place', why: 'It is deleted: it does not run any more.' }),
  Namespace: lost('Every object in the namespace is deleted with it, volumes included.'),
  CustomResourceDefinition: lost('Every object of this kind in the cluster is deleted with it.'),
  PersistentVolumeClaim: lost('Its volume is deleted with it, unless the reclaim policy is Retain.'),
  PersistentVolume: lost('The cluster forgets the volume; its claim is lost.'),
  ObjectBucketClaim: lost(
    'The bucket is deleted with all its blocks, unless the reclaim policy of its StorageClass is Retain.',
  ),
  ConfigMap: read,
  Secret: read,
  ServiceAccount: (object, { after }) => {
    const users = after.workloads.filter(
      ({ namespace, podSpec }) =>
        namespace === namespaceOf(object) && podSpec.serviceAccountName === object.metadata.name,
    )
    return users.length === 0
      ? { class: 'in-place', why: 'It is deleted; no pod of these manifests uses it.' }
      : {
          class: 'outage',
          why: `${users.map(({ label }) => label).join(', ')} still ${users.length === 1 ? 'uses' : 'use'} it: their tokens end, and no new pod can start.`,
        }
  },
  Service: (object, { after }) => {
    const pods = selectedBy(after, object, valueAt(object, ['spec', 'selector']))
    return pods.length === 0
      ? {
          class: 'outage',
          why: 'Its name does not resolve any more and its address is released; made anew it gets another.',
        }
      : {
          class: 'outage',
          why: `The pods of ${pods.map(({ label }) => label).join(', ')} stay, but nobody finds them under ${object.metadata.name} any more; made anew it gets another address.`,
        }
  },
  PodDisruptionBudget: () => ({ class: 'in-place', why: 'It is deleted: a node drain may take all pods at once.' }),
  HorizontalPodAutoscaler: () => ({
    class: 'in-place',
    why: 'It is deleted: the number of pods stays as it is until the next sync sets it.',
  }),
}

/** A new name is another object: the old one goes, the new one begins. */
export function renameOf(before: KubernetesObject, after: KubernetesObject, setting: Setting): Removal {
  const removal = removalOf(before, setting)
  const name = `${labelOf(before)}${before.metadata.namespace === after.metadata.namespace ? '' : ` in ${before.metadata.namespace ?? 'no namespace'}`}`
  if (workloadOf(after) === undefined)
    return {
      ...removal,
      why: `${name} is another object for the API server. The new one is made. The old one: ${removal.why}`,
    }
  const claims = mappings(valueAt(before, ['spec', 'volumeClaimTemplates'])).length > 0
  return {
    class: removal.class === 'data-loss' ? 'data-loss' : 'recreate',
    why: `${name} is another object for the API server: the old pods end, new ones begin beside or after them${claims ? ' with empty volumes. The old claims stay, and nothing reads them' : ''}.${removal.class === 'data-loss' ? ` ${removal.why}` : ''}`,
    prune: removal.prune,
  }
}
