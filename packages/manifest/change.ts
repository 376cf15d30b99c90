// The result of a diff of manifests: `packages/diff` returns it, `packages/report` prints it, and `diff --format json` writes it.
import type { Finding, Place } from './finding.ts'
import type { Json } from './json.ts'
import type { Origin } from './origin.ts'
import type { Topology } from './topology.ts'

export type { Reach, ReachingLine, RingReach } from './reach.ts'

/** What a change does to the cluster, the mildest first. An object has the worst class of its changes. */
export const rolloutClasses = [
  'none',
  'in-place',
  'reload',
  'scale',
  'restart',
  'recreate',
  'risk',
  'refused',
  'data-loss',
  'outage',
] as const
export type RolloutClass = (typeof rolloutClasses)[number]

export const worst = (classes: Iterable<RolloutClass>): RolloutClass => {
  let rank = 0
  for (const one of classes) rank = Math.max(rank, rolloutClasses.indexOf(one))
  return rolloutClasses[rank]!
}

/** How a delivery tool writes an object. The class of a change can depend on it. */
export const applyModes = ['server-side', 'client-side', 'replace'] as const
export type ApplyMode = (typeof applyModes)[number]
export type DeliveryTool = 'argo-cd' | 'flux'

/** The source lines of a change. */
export interface Cause {
  /** Where the old value was, and the sources that set it, newest first. */
  readonly before?: { readonly place: Place; readonly origins?: readonly Origin[] }
  readonly after?: { readonly place: Place; readonly origins?: readonly Origin[] }
}

export interface Change {
  /** JSON Pointer of the field in the new object, or in the old one if it is removed. It continues into documents in ConfigMaps. */
  readonly pointer: string
  /** JSON Pointer in the old object, if it differs because a list element moved. */
  readonly pointerBefore?: string
  /** The same field as patches write it, without indexes: `/spec/template/spec/containers/[name=thanos]/image`. */
  readonly path: string
  /** Absent if the field is added. Secrets are masked. */
  readonly before?: Json
  /** Absent if the field is removed. */
  readonly after?: Json
  readonly class: RolloutClass
  /** What happens, in one or two sentences. */
  readonly why: string
  /** The verdicts of other ways of applying, if they differ. `tool` is set if the other tool applies in the same way. */
  readonly otherwise?: readonly {
    readonly mode: ApplyMode
    readonly tool?: DeliveryTool
    readonly class: RolloutClass
    readonly why: string
  }[]
  /** The message of the API server, if it refuses the change. */
  readonly message?: string
  /** Set if the API server also refuses a new object with the value, so that recreating the object does not help. */
  readonly isInvalid?: boolean
  /** Where Kubernetes or the program defines this. */
  readonly source?: string
  readonly cause?: Cause
}

/** How pods are replaced. */
export interface Rollout {
  readonly workload: string
  readonly replicas: number
  /** `thanos-store-2, thanos-store-1, thanos-store-0` */
  readonly order: string
  /** How many pods at a time: `one at a time, each ready before the next`. */
  readonly atOnce: string
  /** The least number of pods that stay available during the rollout. */
  readonly available: number
  /** What the PodDisruptionBudgets allow during the rollout. */
  readonly budget?: string
}

/** What happens to the pods of a workload, if the change is applied. Absent where the number of pods is not in the manifests. */
export interface PodEffect {
  /** How many of the old pods stop, and how many new pods start. A replaced pod counts in both. */
  readonly stopped: number
  readonly started: number
  /** The names of the pods that stop, in order, where pods have fixed names. */
  readonly stops?: readonly string[]
  /** Set if the pods stop at the same time, in no order, because their owner is deleted. */
  readonly stopsAtOnce?: true
  /** The names of the pods that start. */
  readonly starts?: readonly string[]
  /** During a rollout, how many pods exist beyond `replicas` at most, and how many are unavailable at most. */
  readonly extra?: number
  readonly unavailable?: number
}

/**
 * What a delivery tool does with an object of a change. `unchanged`: the API server stores the same as before. `recreated`: the tool
 * deletes it and creates it again. `kept`: it is removed from git and stays in the cluster. `orphaned`: the same, and the tool does not
 * see it any more. `refused`: the API server refuses it. `blocked`: the tool neither applies nor deletes it, because the API server
 * refuses another object.
 */
export type Outcome =
  | 'created'
  | 'changed'
  | 'unchanged'
  | 'recreated'
  | 'deleted'
  | 'kept'
  | 'orphaned'
  | 'refused'
  | 'blocked'
export type Outcomes = Readonly<Partial<Record<DeliveryTool, Outcome>>>

export interface RemedyStep {
  readonly text: string
  readonly commands?: readonly string[]
}

/** How to proceed with a refused or dangerous change. */
export interface Remedy {
  /** The kind of the procedure: `enlarge-volumes`. */
  readonly id: string
  readonly title: string
  /** Steps before, during and after the merge, in order. `tool` is absent if the step is the same for all tools. */
  readonly steps: readonly (RemedyStep & { readonly tool?: DeliveryTool })[]
  readonly note?: string
}

export interface ObjectChange {
  readonly apiVersion: string
  readonly kind: string
  readonly namespace?: string
  readonly name: string
  readonly status: 'added' | 'removed' | 'renamed' | 'changed'
  /** The old name of a renamed object, as `namespace/name` or `name`. */
  readonly was?: string
  readonly class: RolloutClass
  /** The worst change in one sentence. */
  readonly why: string
  readonly changes: readonly Change[]
  readonly rollout?: Rollout
  readonly pods?: PodEffect
  /** The other changes that are not applied because of a refusal, by tool. */
  readonly blocks?: Readonly<Partial<Record<DeliveryTool, string>>>
  /** What each tool does with an object that is removed from git. */
  readonly prune?: Readonly<Partial<Record<DeliveryTool, string>>>
  readonly remedy?: Remedy
}

/** A change of an object, with what each delivery tool does. */
export interface DeliveredChange extends ObjectChange {
  /** The sync wave. */
  readonly wave: number
  readonly outcome: Outcomes
  /** What happens to the old object of a renamed one. */
  readonly wasOutcome?: Outcomes
  /** What happens to the pods with a tool, if it is not what `pods` states. Null if no pod starts or stops. */
  readonly podsOf?: Readonly<Partial<Record<DeliveryTool, PodEffect | null>>>
  /** The other objects (`Kind/name`) of the change that a tool does not apply or delete before the pods of this object are ready. */
  readonly holds?: Readonly<Partial<Record<DeliveryTool, readonly string[]>>>
}

/** CPU in cores, memory and storage in bytes. */
export interface Amounts {
  readonly replicas: number
  readonly cpuRequests: number
  readonly cpuLimits: number
  readonly memoryRequests: number
  readonly memoryLimits: number
  readonly storage: number
}

export interface CapacityChange {
  readonly component: string
  readonly before: Amounts
  readonly after: Amounts
  /** Per month, in the currency of the price file. */
  readonly cost?: { readonly before: number; readonly after: number }
  /** The pods of a DaemonSet are counted once, because manifests do not contain the number of nodes. */
  readonly perNode?: boolean
}

export interface Capacity {
  readonly components: readonly CapacityChange[]
  readonly total: Omit<CapacityChange, 'component'>
  readonly currency?: string
}

export interface ImageChange {
  /** `StatefulSet/thanos-store` */
  readonly workloads: readonly string[]
  readonly from?: string
  readonly to?: string
  /** Flags of these workloads that the new version has removed or deprecated. */
  readonly flags?: readonly {
    readonly flag: string
    readonly workload: string
    readonly state: 'removed' | 'deprecated'
    readonly note?: string
  }[]
}

export interface Diff {
  /** The worst first. Objects that do not change are left out. */
  readonly objects: readonly DeliveredChange[]
  readonly capacity: Capacity
  readonly images: readonly ImageChange[]
  /** The total numbers of objects. */
  readonly counts: { readonly before: number; readonly after: number }
  /** Problems of the change as a whole, such as an environment that loses most of its objects. */
  readonly findings: readonly Finding[]
}

/** The codes of findings about what Argo CD and Flux do from now on, which is a change although no manifest may change. */
export const deliveryCodes: readonly string[] = [
  'namespace-changes',
  'environment-added',
  'environment-removed',
  'tool-changes',
  'repository-changes',
  'credentials-change',
]

export const changesDelivery = ({ findings }: Pick<Diff, 'findings'>): boolean =>
  findings.some(({ code }) => deliveryCodes.includes(code))

/** A change of `source` in `environment.yaml`. */
export interface SourceChange {
  readonly before?: string
  readonly after?: string
  readonly place: Place
}

/** The diff of one environment, or of two folders. */
export interface NamedDiff extends Diff {
  readonly name: string
  /** `new` and `gone` environments exist on one side only. */
  readonly side: 'both' | 'new' | 'gone'
  /** Set if the revision to which the environment is pinned changes. A side without a revision is rendered from the working tree. */
  readonly source?: SourceChange
  readonly kubernetesVersion: string
  readonly delivery: 'argo-cd' | 'flux' | 'both'
  /** Who connects to whom after the change, for a picture. */
  readonly topology?: Topology
}
