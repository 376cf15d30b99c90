// What a diff of manifests says, as data: `packages/diff` makes it, `packages/report` prints it, and it is the JSON output.
import type { Finding, Place } from './finding.ts'
import type { Json } from './json.ts'
import type { Origin } from './origin.ts'

/** What a change does to the cluster, the mildest first. An object has the worst of its changes. */
export const rolloutClasses = [
  'none',
  'in-place',
  'reload',
  'scale',
  'restart',
  'recreate',
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

/** How a delivery tool writes an object. Three outcomes depend on it. */
export const applyModes = ['server-side', 'client-side', 'replace'] as const
export type ApplyMode = (typeof applyModes)[number]
export type DeliveryTool = 'argo-cd' | 'flux'

/** The source lines that made a change. */
export interface Cause {
  /** Where the old value stood, and who wrote it: newest first. */
  readonly before?: { readonly place: Place; readonly origins?: readonly Origin[] }
  readonly after?: { readonly place: Place; readonly origins?: readonly Origin[] }
}

export interface Change {
  /** JSON Pointer of the field in the new object, in the old one where it was removed. It goes on into documents of ConfigMaps. */
  readonly pointer: string
  /** JSON Pointer in the old object, where it is another: an element of a list moved. */
  readonly pointerBefore?: string
  /** The same place in the words of patches, where an index means nothing: `/spec/template/spec/containers/[name=thanos]/image`. */
  readonly path: string
  /** Absent where the field was added. Secrets are masked. */
  readonly before?: Json
  /** Absent where the field was removed. */
  readonly after?: Json
  readonly class: RolloutClass
  /** What happens, in a sentence or two. */
  readonly why: string
  /** What it would be where the other way of applying is used, if that differs. */
  readonly otherwise?: readonly { readonly mode: ApplyMode; readonly class: RolloutClass; readonly why: string }[]
  /** The API server's own words, where it refuses. */
  readonly message?: string
  /** Where Kubernetes or the program says so. */
  readonly source?: string
  readonly cause?: Cause
}

/** How pods are replaced. */
export interface Rollout {
  readonly workload: string
  readonly replicas: number
  /** `thanos-store-2, thanos-store-1, thanos-store-0` */
  readonly order: string
  readonly atOnce: string
  /** How many pods serve meanwhile, at least. */
  readonly available: number
  /** What the PodDisruptionBudget allows, and what that means meanwhile. */
  readonly budget?: string
}

export interface RemedyStep {
  readonly text: string
  readonly commands?: readonly string[]
}

/** The way through a refused or dangerous change. */
export interface Remedy {
  readonly title: string
  /** Before, during and after the merge, in order. `tool` is absent where both tools take the same step. */
  readonly steps: readonly (RemedyStep & { readonly tool?: DeliveryTool })[]
  /** What stays true whatever one does. */
  readonly note?: string
}

export interface ObjectChange {
  readonly apiVersion: string
  readonly kind: string
  readonly namespace?: string
  readonly name: string
  readonly status: 'added' | 'removed' | 'renamed' | 'changed'
  /** Of a renamed object: what it was called, as `namespace/name` or `name`. */
  readonly was?: string
  readonly class: RolloutClass
  /** The worst change in one sentence. */
  readonly why: string
  readonly changes: readonly Change[]
  readonly rollout?: Rollout
  /** What else is not applied, by tool. */
  readonly blocks?: Readonly<Partial<Record<DeliveryTool, string>>>
  /** What becomes of an object that leaves the tree, by tool. */
  readonly prune?: Readonly<Partial<Record<DeliveryTool, string>>>
  readonly remedy?: Remedy
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
  /** Per month, in the unit of the price file. */
  readonly cost?: { readonly before: number; readonly after: number }
  /** A DaemonSet's pods are counted once: how many nodes there are stands in no manifest. */
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
  /** Flags that these workloads use and that the new version no longer has or warns of. */
  readonly flags?: readonly {
    readonly flag: string
    readonly workload: string
    readonly state: 'removed' | 'deprecated'
    readonly note?: string
  }[]
}

export interface Diff {
  /** The worst first. Objects without a change are left out. */
  readonly objects: readonly ObjectChange[]
  readonly capacity: Capacity
  readonly images: readonly ImageChange[]
  /** How many objects there are in all. */
  readonly counts: { readonly before: number; readonly after: number }
  /** What is wrong with the change as a whole: an environment that would render empty. */
  readonly findings: readonly Finding[]
}

/** The diff of one environment, or of two folders. */
export interface NamedDiff extends Diff {
  readonly name: string
  /** New and gone environments have one side only. */
  readonly side: 'both' | 'new' | 'gone'
  readonly kubernetesVersion: string
  readonly delivery: 'argo-cd' | 'flux' | 'both'
}
