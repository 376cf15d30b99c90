import { contentOf, mappingOf, type SourcedObject } from '@thanos-gitops/manifest'
import type { Workload } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { lineOf } from '../engine/line-of.ts'
import { amountOf, type ResourceField, resourceOf } from '../thanos/resources.ts'
import { type Autoscaler, autoscalersIn } from '../wiring/autoscalers.ts'

export const autoscalerFitsTheQuota: Check = {
  name: 'autoscaler-fits-the-quota',
  question: 'limits',
  severity: 'warning',
  why: 'Above the quota of the namespace, the API server refuses new pods: the autoscaler cannot start the replicas that it needs under load, and other workloads cannot replace their pods.',
  remedy: 'Raise the quota, or lower maxReplicas or the requests.',
  source: 'https://kubernetes.io/docs/concepts/policy/resource-quotas/',
  *run(context) {
    const quotas = Map.groupBy(context.ofKind('ResourceQuota'), context.namespaceOf)
    if (quotas.size === 0) return
    for (const autoscaler of autoscalersIn(context))
      for (const quota of quotas.get(context.namespaceOf(autoscaler.object)) ?? [])
        yield* quotaProblems(context, autoscaler, quota)
  },
}

/** Compares the quota with all pods of the namespace, with the largest number of replicas of one workload. */
function* quotaProblems(context: CheckContext, autoscaler: Autoscaler, quota: SourcedObject): Iterable<Problem> {
  const namespace = context.namespaceOf(quota)
  const workloads = context.workloads.filter((workload) => workload.namespace === namespace)
  const target = workloads.find(({ kind, name }) => kind === autoscaler.targetKind && name === autoscaler.targetName)
  const { maxReplicas, maxReplicaCount } = autoscaler.spec
  const most = Number(maxReplicas ?? maxReplicaCount)
  if (target === undefined || autoscaler.isVertical || !Number.isInteger(most)) return
  for (const [name, value] of Object.entries(mappingOf(mappingOf(contentOf(quota).spec).hard))) {
    const hard = amountOf(value, { object: quota, pointer: `/spec/hard/${name}` })
    const now = sumOf(workloads, name)
    const added = (most - (target.replicas ?? 0)) * (perPod(target, name) ?? 0)
    if (hard === undefined || now === undefined || now > hard.value || now + added <= hard.value) continue
    yield {
      object: autoscaler.object,
      pointer: maxReplicas === undefined ? '/spec/maxReplicaCount' : '/spec/maxReplicas',
      message: `with ${most} replicas of ${target.name}, ${name} of the namespace exceeds the quota of ${hard.text} (${lineOf(hard.place)}).`,
      remedy: `Raise the quota, or set the maximum to at most ${(target.replicas ?? 0) + Math.floor((hard.value - now) / perPod(target, name)!)}.`,
    }
  }
}

/** Undefined for a resource of the quota that pods do not use. */
function sumOf(workloads: readonly Workload[], name: string): number | undefined {
  const amounts = workloads.map((workload) => {
    const one = perPod(workload, name)
    return one === undefined ? undefined : one * (workload.replicas ?? 1)
  })
  return amounts.some((amount) => amount === undefined)
    ? undefined
    : amounts.reduce<number>((sum, amount) => sum + (amount ?? 0), 0)
}

/** What one pod uses of `requests.memory`, `limits.cpu`, `memory` or `pods`. */
function perPod({ containers }: Workload, name: string): number | undefined {
  if (name === 'pods' || name === 'count/pods') return 1
  const [, field = 'requests', resource] = /^(?:(requests|limits)\.)?(cpu|memory|ephemeral-storage)$/.exec(name) ?? []
  if (resource === undefined) return undefined
  return containers
    .filter(({ isInit }) => !isInit)
    .reduce((sum, container) => {
      const own = resourceOf(container, field as ResourceField, resource) ?? resourceOf(container, 'limits', resource)
      return sum + (own?.value ?? 0)
    }, 0)
}
