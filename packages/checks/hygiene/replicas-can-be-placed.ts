import { listOf, mappingOf } from '@thanos-gitops/manifest'
import { selectorMatches, type Workload } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { affinityTerms, type ScheduledPods, scheduledPods } from '../wiring/scheduling-selectors.ts'
import { allowedValues, zoneLabel } from './node-labels.ts'

export const replicasCanBePlaced: Check = {
  name: 'replicas-can-be-placed',
  question: 'availability',
  severity: 'error',
  why: 'Required anti-affinity and whenUnsatisfiable: DoNotSchedule limit how many replicas run in a zone or on a node. If there are more replicas than places, some stay Pending, and a rollout that needs one more pod never ends.',
  remedy: 'Lower the replicas or minDomains, or let the pods run in more zones.',
  source: 'https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/',
  *run(context) {
    for (const scheduled of scheduledPods(context)) {
      const { workload } = scheduled.pods
      if (workload === undefined || (workload.replicas ?? 1) < 2) continue
      yield* spreadProblems(context, scheduled, workload)
      yield* affinityProblems(context, scheduled, workload)
    }
  },
}

function* spreadProblems(context: CheckContext, scheduled: ScheduledPods, workload: Workload): Iterable<Problem> {
  for (const [index, entry] of listOf(scheduled.fields.topologySpreadConstraints).entries()) {
    const constraint = mappingOf(entry)
    const { topologyKey, minDomains, maxSkew = 1, nodeAffinityPolicy } = constraint
    if (constraint.whenUnsatisfiable !== 'DoNotSchedule' || typeof minDomains !== 'number') continue
    if (!selectorMatches(constraint.labelSelector, scheduled.pods.labels)) continue
    const places = placesOf(context, scheduled, String(topologyKey), nodeAffinityPolicy !== 'Ignore')
    if (places === undefined || minDomains <= places.count) continue
    // With fewer domains than minDomains, the scheduler counts a domain without pods.
    const most = Number(maxSkew) * places.count
    if (workload.replicas! > most)
      yield {
        object: workload.object,
        pointer: `${scheduled.pointer}/topologySpreadConstraints/${index}/minDomains`,
        message: `at most ${most} of ${workload.replicas} replicas start: minDomains is ${minDomains}, and ${places.reason}.`,
      }
  }
}

function* affinityProblems(context: CheckContext, scheduled: ScheduledPods, workload: Workload): Iterable<Problem> {
  for (const { kind, isRequired, fields, pointer } of affinityTerms(scheduled)) {
    if (kind !== 'podAntiAffinity' || !isRequired) continue
    if (!selectorMatches(fields.labelSelector, scheduled.pods.labels)) continue
    const places = placesOf(context, scheduled, String(fields.topologyKey), true)
    if (places === undefined) continue
    const replicas = workload.replicas!
    const message =
      replicas > places.count
        ? `at most ${places.count} of ${replicas} replicas start: a required anti-affinity keeps them apart, and ${places.reason}.`
        : replicas === places.count && needsExtraPod(workload) && listOf(fields.matchLabelKeys).length === 0
          ? `a rollout never ends: its new pod needs a place of its own, and ${places.reason}.`
          : undefined
    if (message !== undefined) yield { object: workload.object, pointer: `${pointer}/topologyKey`, message }
  }
}

interface Places {
  readonly count: number
  readonly reason: string
}

/** How many values of a node label the pods can have; undefined if the manifests and the environment do not show it. */
function placesOf(
  { environment }: CheckContext,
  scheduled: ScheduledPods,
  key: string,
  isLimitedByPods: boolean,
): Places | undefined {
  const allowed = isLimitedByPods ? allowedValues(scheduled.fields, key) : undefined
  const declared = key === zoneLabel ? environment?.zones : undefined
  if (allowed !== undefined && (declared === undefined || allowed.size <= declared))
    return { count: allowed.size, reason: `the pods may only run where ${key} is ${[...allowed].join(' or ')}` }
  return declared === undefined ? undefined : { count: declared, reason: `environment.yaml sets zones: ${declared}` }
}

/** Whether a rollout first starts a pod and then stops one. */
function needsExtraPod({ kind, replicas = 1, object }: Workload): boolean {
  if (kind !== 'Deployment') return false
  const { type = 'RollingUpdate', rollingUpdate } = mappingOf(mappingOf(mappingOf(object.object).spec).strategy)
  const { maxUnavailable = '25%' } = mappingOf(rollingUpdate)
  const unavailable =
    typeof maxUnavailable === 'string'
      ? Math.floor((Number.parseInt(maxUnavailable, 10) / 100) * replicas)
      : maxUnavailable
  return type === 'RollingUpdate' && unavailable === 0
}
