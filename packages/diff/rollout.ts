import { isObject, type KubernetesObject, numberAt, stringAt, valueAt } from '@thanos-gitops/manifest'
import type { Rollout } from '@thanos-gitops/manifest/change'
import { podLabelsOf, podSpecOf, selectorMatches } from '@thanos-gitops/workloads'
import { autoscalerOf, type ManifestSet, namespaceOf, replicasOf } from './manifest-set.ts'

// pkg/controller/deployment/util/deployment_util.go (ResolveFenceposts), pkg/controller/statefulset/stateful_set_control.go,
// pkg/controller/daemon/update.go of Kubernetes 1.36.3, and observed on a cluster of that version.

/** Why a new pod template replaces no pod now; undefined where it replaces pods. */
export function reasonPodsStay(object: KubernetesObject): string | undefined {
  const strategy = stringAt(object, 'spec', 'updateStrategy', 'type')
  if (strategy === 'OnDelete')
    return 'The update strategy is OnDelete: pods keep the old template until you delete them.'
  if (valueAt(object, ['spec', 'paused']) === true)
    return 'The Deployment is paused: the rollout waits until it is resumed.'
  if (object.kind === 'ReplicaSet') return 'A ReplicaSet does not replace pods: only new pods get the new template.'
  if (object.kind === 'CronJob') return 'The next run uses the new template. A run in progress does not change.'
  if (object.kind !== 'DaemonSet' && replicasOf(object) === 0) return 'There is no pod to replace: replicas is 0.'
  const partition = partitionOf(object)
  if (object.kind === 'StatefulSet' && partition > 0 && partition >= firstOrdinalOf(object) + replicasOf(object))
    return `The partition ${partition} is above the ordinals of all pods: no pod is replaced.`
  return undefined
}

export const partitionOf = (statefulSet: KubernetesObject): number =>
  numberAt(statefulSet, 'spec', 'updateStrategy', 'rollingUpdate', 'partition') ?? 0

export const firstOrdinalOf = (statefulSet: KubernetesObject): number =>
  numberAt(statefulSet, 'spec', 'ordinals', 'start') ?? 0

/** How the pods of a workload with a new template are replaced; undefined where no pod is replaced. */
export function rolloutOf(object: KubernetesObject, set: ManifestSet): Rollout | undefined {
  if (reasonPodsStay(object) !== undefined) return undefined
  const workload = `${object.kind}/${object.metadata.name}`
  const replicas = replicasOf(object)
  const plan = plans[object.kind]?.(object, replicas)
  if (!plan) return undefined
  const scaler = autoscalerOf(set, object)
  const note = scaler
    ? `; an autoscaler sets the number of pods, from ${numberAt(scaler, 'spec', 'minReplicas') ?? 1} to ${numberAt(scaler, 'spec', 'maxReplicas') ?? '?'}`
    : ''
  const budget = budgetText(object, replicas, replicas - plan.available, set)
  return { workload, replicas, ...plan, order: plan.order + note, ...(budget !== undefined && { budget }) }
}

type Plan = Pick<Rollout, 'order' | 'atOnce' | 'available'>

const plans: Readonly<Record<string, (object: KubernetesObject, replicas: number) => Plan>> = {
  Deployment(object, replicas) {
    if (stringAt(object, 'spec', 'strategy', 'type') === 'Recreate')
      return { order: 'all old pods stop before new pods start', atOnce: `all ${replicas} at once`, available: 0 }
    const { extra, unavailable } = rollingLimits(object, replicas)
    return {
      order: 'new pods start next to the old pods',
      atOnce: `at most ${extra} extra, ${unavailable} unavailable`,
      available: replicas - unavailable,
    }
  },
  StatefulSet(object, replicas) {
    const name = object.metadata.name
    const firstOrdinal = firstOrdinalOf(object)
    const lastReplaced = Math.max(firstOrdinal, partitionOf(object))
    const ordinals = Array.from(
      { length: Math.max(0, firstOrdinal + replicas - lastReplaced) },
      (_, index) => firstOrdinal + replicas - 1 - index,
    )
    const names =
      ordinals.length > 6
        ? [...ordinals.slice(0, 2).map((ordinal) => `${name}-${ordinal}`), '…', `${name}-${lastReplaced}`]
        : ordinals.map((ordinal) => `${name}-${ordinal}`)
    const partition = lastReplaced > firstOrdinal ? `; pods below partition ${lastReplaced} keep the old template` : ''
    const wait = numberAt(object, 'spec', 'minReadySeconds')
    return {
      order: names.join(', ') + partition,
      atOnce:
        replicas === 1 ? 'the only pod' : `one at a time, each ready${wait ? ` for ${wait} s` : ''} before the next`,
      available: Math.max(0, replicas - 1),
    }
  },
  DaemonSet(object, _replicas) {
    const rolling = valueAt(object, ['spec', 'updateStrategy', 'rollingUpdate'])
    const down = String((isObject(rolling) ? rolling.maxUnavailable : 1) ?? 1)
    return {
      order: 'node by node, in no fixed order',
      atOnce: `${down.endsWith('%') ? `${down} of the nodes` : down === '1' ? '1 node' : `${down} nodes`} at once`,
      available: 0,
    }
  },
  Pod: () => ({ order: 'the kubelet restarts the container in its pod', atOnce: 'the only pod', available: 0 }),
}

/** How many pods of a Deployment may exist beyond its replicas, and how many may be unavailable, during a rolling update. */
export function rollingLimits(
  deployment: KubernetesObject,
  replicas: number,
): { readonly extra: number; readonly unavailable: number } {
  const rolling = valueAt(deployment, ['spec', 'strategy', 'rollingUpdate'])
  const extra = share(isObject(rolling) ? rolling.maxSurge : '25%', replicas, Math.ceil)
  const down = share(isObject(rolling) ? rolling.maxUnavailable : '25%', replicas, Math.floor)
  // Where both round to 0, one pod may be unavailable (ResolveFenceposts).
  return { extra, unavailable: extra === 0 && down === 0 ? 1 : Math.min(down, replicas) }
}

/** A number of pods: absolute, or a percentage of the replicas that `round` makes an integer. */
function share(value: unknown, replicas: number, round: (number: number) => number): number {
  if (typeof value === 'number') return value
  const percent = /^(\d+)%$/.exec(String(value ?? '25%'))?.[1]
  return percent === undefined ? 0 : round((Number(percent) * replicas) / 100)
}

export interface Budget {
  readonly name: string
  /** How many pods may be evicted at a time. */
  readonly allowed: number
}

/** What the PodDisruptionBudgets of a workload allow while all its pods are healthy. */
export function budgetsOf(object: KubernetesObject, replicas: number, set: ManifestSet): readonly Budget[] {
  if (podSpecOf(object) === undefined) return []
  const labels = podLabelsOf(object)
  return set
    .ofKind('PodDisruptionBudget')
    .filter(
      (budget) =>
        namespaceOf(budget) === namespaceOf(object) && selectorMatches(valueAt(budget, ['spec', 'selector']), labels),
    )
    .map((budget) => ({ name: budget.metadata.name, allowed: allowedBy(budget, replicas) }))
}

/** How many of the pods may be evicted. Percentages of both fields round up (pkg/controller/disruption/disruption.go). */
export function allowedBy(budget: KubernetesObject, replicas: number): number {
  const maxUnavailable = valueAt(budget, ['spec', 'maxUnavailable'])
  if (maxUnavailable !== undefined) return Math.min(replicas, share(maxUnavailable, replicas, Math.ceil))
  const minAvailable = valueAt(budget, ['spec', 'minAvailable'])
  return Math.max(0, replicas - (minAvailable === undefined ? 1 : share(minAvailable, replicas, Math.ceil)))
}

function budgetText(
  object: KubernetesObject,
  replicas: number,
  unavailable: number,
  set: ManifestSet,
): string | undefined {
  if (object.kind === 'DaemonSet' || object.kind === 'Pod') return undefined
  const budgets = budgetsOf(object, replicas, set)
  if (budgets.length === 0) return undefined
  return budgets
    .map(({ name, allowed }) => {
      const left = Math.max(0, allowed - unavailable)
      const drains =
        left === 0 ? 'node drains wait during the rollout' : `node drains can evict ${left} more during the rollout`
      return `PodDisruptionBudget/${name} allows ${allowed} of ${replicas} pods to be unavailable; ${drains}. It does not slow down the rollout.`
    })
    .join(' ')
}

/** The rollout as a sentence or two. */
export function rolloutText({ workload, replicas, order, atOnce, available }: Rollout): string {
  if (workload.startsWith('DaemonSet/')) return `Its pods restart: ${order} (${atOnce}).`
  const pods = replicas === 1 ? 'Its pod restarts' : `Its ${replicas} pods restart`
  return `${pods}: ${order} (${atOnce}). ${availabilityText(available, replicas)} during the rollout.`
}

function availabilityText(available: number, replicas: number): string {
  if (available === 0) return 'No pod is available'
  if (available === replicas) return replicas === 1 ? 'One pod stays available' : `${replicas} pods stay available`
  return `At least ${available} of ${replicas} pods ${available === 1 ? 'stays' : 'stay'} available`
}
