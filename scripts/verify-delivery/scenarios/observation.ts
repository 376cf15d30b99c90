// What happened in the cluster, from objects before and after, pod events, and the state that the tool reports. It uses nothing of diff.
import { type KubernetesObject, numberAt } from '@thanos-gitops/manifest'
import type { Outcome } from '@thanos-gitops/manifest/change'
import type { PodEvent, ToolState } from '../delivery-rig.ts'
import { labelIn, type Observation, type PodEffects, type SyncResult } from './effects.ts'

/** An object in the cluster. */
export interface LiveObject {
  readonly uid: string
  /** Equal as long as nothing but its status changes. */
  readonly fingerprint: string
}

/** Objects in the cluster by their label. */
export type Snapshot = ReadonlyMap<string, LiveObject>

/** What was recorded while a change was applied. */
export interface Recording {
  /** The namespace of the environment at the start. */
  readonly namespace: string
  /** The objects in git before and after the change. */
  readonly git: { readonly before: readonly KubernetesObject[]; readonly after: readonly KubernetesObject[] }
  readonly cluster: { readonly before: Snapshot; readonly after: Snapshot }
  readonly events: readonly PodEvent[]
  readonly state: Pick<ToolState, 'isSynced' | 'isHealthy' | 'isFailed' | 'message' | 'objects'>
}

export function observedEffects(recording: Recording): Observation {
  const { git, namespace, events } = recording
  const workloads = [...git.before, ...git.after].filter(hasPods)
  const runs = runsOf(events, workloads, namespace)
  const replicas = replicasOf(recording)
  const entries = [...Map.groupBy(runs, ({ workload }) => workload)]
  return {
    sync: syncResult(recording.state),
    objects: objectOutcomes(recording),
    pods: Object.fromEntries(
      entries.map(([workload, pods]) => [workload, podEffects(workload, pods, replicas.get(workload) ?? 0)]),
    ),
    spans: spansOf(entries),
  }
}

const hasPods = ({ kind }: KubernetesObject): boolean => kind === 'Deployment' || kind === 'StatefulSet'

function syncResult({ isSynced, isHealthy, isFailed, objects }: Recording['state']): SyncResult {
  // Flux: the artifact lacks the folder of a Kustomization.
  const lacksFolder = objects.some(({ status, health }) => status === 'NotReady' && health === 'ArtifactFailed')
  if (isFailed || lacksFolder) return 'fails'
  return isSynced && isHealthy ? 'completes' : 'waits'
}

/** What happened to each object whose manifest or whose state in the cluster changed. */
function objectOutcomes({ git, cluster, namespace, state }: Recording): Readonly<Record<string, Outcome>> {
  const manifests = (objects: readonly KubernetesObject[]) =>
    new Map(
      objects.map((object) => [labelIn(namespace, { kind: object.kind, ...object.metadata }), JSON.stringify(object)]),
    )
  const [before, after] = [manifests(git.before), manifests(git.after)]
  const labels = [...new Set([...before.keys(), ...after.keys()])]
  const live = new Map(labels.map((label) => [label, liveOutcome(cluster.before.get(label), cluster.after.get(label))]))
  const unapplied = labels.filter((label) => live.get(label) === undefined && before.get(label) !== after.get(label))
  const refused = unapplied.filter((label) => after.has(label) && isRefused(state, label))
  const isBlocking = refused.length > 0 || syncResult(state) === 'waits'
  const unappliedOutcome = (label: string): Outcome => {
    if (refused.includes(label)) return 'refused'
    if (isBlocking) return 'blocked'
    return after.has(label) ? 'unchanged' : 'kept'
  }
  return Object.fromEntries(
    labels.flatMap((label) => {
      const outcome = live.get(label) ?? (unapplied.includes(label) ? unappliedOutcome(label) : undefined)
      return outcome === undefined ? [] : [[label, outcome]]
    }),
  )
}

/** What changed in the cluster; undefined if nothing did. */
function liveOutcome(before: LiveObject | undefined, after: LiveObject | undefined): Outcome | undefined {
  if (before === undefined) return after === undefined ? undefined : 'created'
  if (after === undefined) return 'deleted'
  if (before.uid !== after.uid) return 'recreated'
  return before.fingerprint === after.fingerprint ? undefined : 'changed'
}

/** Whether the tool reports the failure of this object. */
const isRefused = ({ message, objects }: Recording['state'], label: string): boolean => {
  const [kind, name] = [label.split('/')[0]!, label.split('/').at(-1)!]
  return (
    objects.some((object) => object.label === `${kind}/${name}` && /fail/i.test(object.status)) ||
    message.split('\n').some((line) => isRefusalOf(line, kind, name))
  )
}

/** `StatefulSet/kube-monitor/thanos-store dry-run failed`, or `StatefulSet.apps "thanos-store" is invalid`. */
const isRefusalOf = (line: string, kind: string, name: string): boolean =>
  line.includes(`${kind}.apps "${name}"`) ||
  line.includes(`${kind} "${name}"`) ||
  new RegExp(`\\b${kind}/([a-z0-9-]+/)?${name} (dry-run failed|apply failed)`).test(line)

/** A pod, from the events since the change. */
interface PodRun {
  readonly workload: string
  readonly name: string
  /** Undefined if it ran before the change. */
  readonly created?: number
  readonly ready?: number
  readonly stopping?: number
}

function runsOf(
  events: readonly PodEvent[],
  workloads: readonly KubernetesObject[],
  namespace: string,
): readonly PodRun[] {
  return [...Map.groupBy(events, ({ uid }) => uid).values()].flatMap((ofPod) => {
    const first = ofPod[0]!
    const workload = workloads.find((object) => isPodOf(first, object))
    if (workload === undefined) return []
    const at = (...kinds: readonly string[]): number | undefined =>
      ofPod.find(({ kind }) => kinds.includes(kind))?.at.getTime()
    const [created, ready, stopping] = [at('created'), at('ready'), at('deleting', 'deleted')]
    // A pod that ran before and became ready again has neither started nor stopped.
    if (created === undefined && stopping === undefined) return []
    return [
      {
        workload: labelIn(namespace, { kind: workload.kind, namespace: first.namespace, name: workload.metadata.name }),
        name: first.pod,
        ...(created !== undefined && { created }),
        ...(ready !== undefined && { ready }),
        ...(stopping !== undefined && { stopping }),
      },
    ]
  })
}

function isPodOf({ pod, namespace }: PodEvent, { kind, metadata }: KubernetesObject): boolean {
  if (metadata.namespace !== namespace || !pod.startsWith(`${metadata.name}-`)) return false
  const rest = pod.slice(metadata.name.length)
  return kind === 'StatefulSet' ? /^-\d+$/.test(rest) : /^-[a-z0-9]+-[a-z0-9]{5}$/.test(rest)
}

/** The larger number of replicas of each workload, before or after the change. */
function replicasOf({ git, namespace }: Recording): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const object of [...git.before, ...git.after].filter(hasPods)) {
    const label = labelIn(namespace, { kind: object.kind, ...object.metadata })
    counts.set(label, Math.max(numberAt(object, 'spec', 'replicas') ?? 1, counts.get(label) ?? 0))
  }
  return counts
}

function podEffects(workload: string, runs: readonly PodRun[], replicas: number): PodEffects {
  const stopped = runs
    .filter(({ created, stopping }) => created === undefined && stopping !== undefined)
    .sort((a, b) => a.stopping! - b.stopping!)
  const started = runs.filter(({ created }) => created !== undefined)
  const isStateful = workload.startsWith('StatefulSet/')
  return {
    stopped: stopped.length,
    started: started.length,
    ...(isStateful && {
      stops: stopped.map(({ name }) => name),
      starts: started.map(({ name }) => name).sort(),
    }),
    ...(stopped.length > 0 && started.length > 0 && mostAtOnce(runs, stopped.length, replicas)),
  }
}

/**
 * The most pods beyond the replicas, and the most that are missing. Pods that stay count as available.
 *
 * @param old how many pods that ran before have stopped
 */
function mostAtOnce(
  runs: readonly PodRun[],
  old: number,
  replicas: number,
): Required<Pick<PodEffects, 'extra' | 'unavailable'>> {
  const steps = runs
    .flatMap(({ created, ready, stopping }) => [
      ...(created === undefined ? [] : [{ at: created, existing: 1, available: 0 }]),
      ...(ready === undefined || created === undefined ? [] : [{ at: ready, existing: 0, available: 1 }]),
      ...(stopping === undefined
        ? []
        : [{ at: stopping, existing: -1, available: created === undefined || ready !== undefined ? -1 : 0 }]),
    ])
    .sort((a, b) => a.at - b.at)
  // The pods that stay.
  const staying = Math.max(0, replicas - old)
  let [existing, available] = [old + staying, old + staying]
  let [extra, unavailable] = [0, 0]
  for (const step of steps) {
    existing += step.existing
    available += step.available
    extra = Math.max(extra, existing - replicas)
    unavailable = Math.max(unavailable, replicas - available)
  }
  return { extra, unavailable }
}

/** When pods of each workload changed: from the first pod that starts or stops to the last one that is ready or stops. */
function spansOf(entries: readonly (readonly [string, readonly PodRun[]])[]): Observation['spans'] {
  const times = ({ created, ready, stopping }: PodRun): readonly number[] =>
    [created, ready, stopping].filter((time) => time !== undefined)
  const start = Math.min(...entries.flatMap(([, runs]) => runs.flatMap(times)))
  const seconds = (time: number): number => (time - start) / 1000
  return Object.fromEntries(
    entries.map(([workload, runs]) => {
      const all = runs.flatMap(times)
      return [workload, { first: seconds(Math.min(...all)), last: seconds(Math.max(...all)) }]
    }),
  )
}
