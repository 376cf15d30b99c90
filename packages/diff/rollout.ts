import { isObject, type KubernetesObject, valueAt } from '@thanos-gitops/manifest'
import type { Rollout } from '@thanos-gitops/manifest/change'
import { autoscalerOf, namespaceOf, numberAt, replicasOf, selects, textAt, type World, workloadOf } from './world.ts'

// pkg/controller/deployment/util/deployment_util.go (ResolveFenceposts), pkg/controller/statefulset/stateful_set_control.go,
// pkg/controller/daemon/update.go of Kubernetes 1.36.3, and observed on a cluster of that version.

/** Why a new template replaces no pod now, or undefined where it does. */
export function heldBack(object: KubernetesObject): string | undefined {
  const strategy = textAt(object, 'spec', 'updateStrategy', 'type')
  if (strategy === 'OnDelete')
    return 'The update strategy is OnDelete: pods keep the old template until somebody deletes them.'
  if (valueAt(object, ['spec', 'paused']) === true)
    return 'The Deployment is paused: the roll-out waits until it is resumed.'
  if (object.kind === 'ReplicaSet') return 'A ReplicaSet does not replace pods: only new ones get the new template.'
  if (object.kind === 'CronJob') return 'The next run starts with it; a run that is under way goes on as it is.'
  if (object.kind !== 'DaemonSet' && replicasOf(object) === 0) return 'There is no pod to replace: replicas is 0.'
  const partition = numberAt(object, 'spec', 'updateStrategy', 'rollingUpdate', 'partition') ?? 0
  const start = numberAt(object, 'spec', 'ordinals', 'start') ?? 0
  if (object.kind === 'StatefulSet' && partition > 0 && partition >= start + replicasOf(object))
    return `The partition ${partition} lies above all pods: none is replaced.`
  return undefined
}

/** How the pods of a workload with a new template are replaced; undefined where none is. */
export function rolloutOf(object: KubernetesObject, world: World): Rollout | undefined {
  if (heldBack(object) !== undefined) return undefined
  const workload = `${object.kind}/${object.metadata.name}`
  const replicas = replicasOf(object)
  const plan = plans[object.kind]?.(object, replicas)
  if (!plan) return undefined
  const scaler = autoscalerOf(world, object)
  const note = scaler
    ? ` (an autoscaler sets the number: ${numberAt(scaler, 'spec', 'minReplicas') ?? 1} to ${numberAt(scaler, 'spec', 'maxReplicas') ?? '?'})`
    : ''
  const budget = budgetText(object, replicas, replicas - plan.available, world)
  return { workload, replicas, ...plan, order: plan.order + note, ...(budget === undefined ? {} : { budget }) }
}

type Plan = Pick<Rollout, 'order' | 'atOnce' | 'available'>

const plans: Readonly<Record<string, (object: KubernetesObject, replicas: number) => Plan>> = {
  Deployment(object, replicas) {
    if (textAt(object, 'spec', 'strategy', 'type') === 'Recreate')
      return { order: 'all old pods end first, then the new ones start', atOnce: `all ${replicas}`, available: 0 }
    const rolling = valueAt(object, ['spec', 'strategy', 'rollingUpdate'])
    const surge = share(isObject(rolling) ? rolling.maxSurge : '25%', replicas, Math.ceil)
    const down = share(isObject(rolling) ? rolling.maxUnavailable : '25%', replicas, Math.floor)
    // Both round to nothing: one may be unavailable (ResolveFenceposts).
    const unavailable = surge === 0 && down === 0 ? 1 : Math.min(down, replicas)
    return {
      order: 'new pods come up beside the old ones',
      atOnce: `${surge} more, ${unavailable} fewer`,
      available: replicas - unavailable,
    }
  },
  StatefulSet(object, replicas) {
    const name = object.metadata.name
    const start = numberAt(object, 'spec', 'ordinals', 'start') ?? 0
    const first = Math.max(start, numberAt(object, 'spec', 'updateStrategy', 'rollingUpdate', 'partition') ?? 0)
    const ordinals = Array.from(
      { length: Math.max(0, start + replicas - first) },
      (_, index) => start + replicas - 1 - index,
    )
    const wait = numberAt(object, 'spec', 'minReadySeconds')
    const names =
      ordinals.length > 6
        ? [...ordinals.slice(0, 2).map((ordinal) => `${name}-${ordinal}`), '…', `${name}-${first}`]
        : ordinals.map((ordinal) => `${name}-${ordinal}`)
    const kept = first > start ? ` (partition ${first}: the pods below keep the old template)` : ''
    return {
      order: names.join(', ') + kept,
      atOnce: `one, each ready${wait ? ` for ${wait} s` : ''} before the next`,
      available: Math.max(0, replicas - 1),
    }
  },
  DaemonSet(object, _replicas) {
    const rolling = valueAt(object, ['spec', 'updateStrategy', 'rollingUpdate'])
    const down = isObject(rolling) ? rolling.maxUnavailable : 1
    return { order: 'node by node, in no fixed order', atOnce: `${String(down ?? 1)} of the nodes`, available: 0 }
  },
  Pod: () => ({ order: 'the kubelet restarts the container in its pod', atOnce: 'the only one', available: 0 }),
}

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
export function budgetsOf(object: KubernetesObject, replicas: number, world: World): readonly Budget[] {
  const workload = workloadOf(object)
  if (!workload) return []
  return world
    .ofKind('PodDisruptionBudget')
    .filter(
      (budget) =>
        namespaceOf(budget) === workload.namespace &&
        selects(valueAt(budget, ['spec', 'selector']), workload.podLabels),
    )
    .map((budget) => ({ name: budget.metadata.name, allowed: allowedBy(budget, replicas) }))
}

/** Percentages round up on both sides (pkg/controller/disruption/disruption.go). */
export function allowedBy(budget: KubernetesObject, replicas: number): number {
  const most = valueAt(budget, ['spec', 'maxUnavailable'])
  if (most !== undefined) return Math.min(replicas, share(most, replicas, Math.ceil))
  const least = valueAt(budget, ['spec', 'minAvailable'])
  return Math.max(0, replicas - (least === undefined ? 1 : share(least, replicas, Math.ceil)))
}

function budgetText(object: KubernetesObject, replicas: number, down: number, world: World): string | undefined {
  if (object.kind === 'DaemonSet' || object.kind === 'Pod') return undefined
  const budgets = budgetsOf(object, replicas, world)
  if (budgets.length === 0) return undefined
  return budgets
    .map(({ name, allowed }) => {
      const left = Math.max(0, allowed - down)
      const drains = left === 0 ? 'a node drain waits meanwhile' : `${left} more may be drained meanwhile`
      return `PodDisruptionBudget/${name} allows ${allowed} of ${replicas} to be down; ${drains}. It does not slow the roll-out.`
    })
    .join(' ')
}

/** One line for a change. */
export function rolloutText({ workload, replicas, order, atOnce, available }: Rollout): string {
  if (workload.startsWith('DaemonSet/')) return `Its pods restart ${order}: ${atOnce} at once.`
  const gap = available === 0 ? ' None serves meanwhile.' : ` At least ${available} of ${replicas} serve meanwhile.`
  return `${replicas === 1 ? 'Its pod restarts' : `Its ${replicas} pods restart`}: ${order}; at once: ${atOnce}.${gap}`
}
