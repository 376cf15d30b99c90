// What is read about the pods of an environment.
import type { LiveObject } from '../kubectl.ts'

export interface ContainerStatus {
  readonly name: string
  readonly ready?: boolean
  readonly restartCount?: number
  readonly state?: {
    readonly waiting?: { readonly reason?: string; readonly message?: string }
    readonly running?: object
    readonly terminated?: Terminated
  }
  readonly lastState?: { readonly terminated?: Terminated }
}

interface Terminated {
  readonly reason?: string
  readonly exitCode?: number
  readonly message?: string
}

export interface Pod extends LiveObject {
  readonly spec?: {
    readonly volumes?: readonly { readonly persistentVolumeClaim?: { readonly claimName: string } }[]
  }
  readonly status?: {
    readonly phase?: string
    readonly startTime?: string
    readonly conditions?: readonly {
      readonly type: string
      readonly status: string
      readonly message?: string
      readonly lastTransitionTime?: string
    }[]
    readonly containerStatuses?: readonly ContainerStatus[]
    readonly initContainerStatuses?: readonly ContainerStatus[]
  }
}

export interface Claim extends LiveObject {
  readonly status?: { readonly phase?: string }
}

export interface Event extends LiveObject {
  readonly type?: string
  readonly reason?: string
  readonly message?: string
  readonly lastTimestamp?: string | null
  readonly firstTimestamp?: string | null
  readonly eventTime?: string | null
  readonly series?: { readonly lastObservedTime?: string }
  readonly involvedObject?: { readonly kind: string; readonly name: string }
}

export interface PodFacts {
  readonly pods: readonly Pod[]
  readonly claims: readonly Claim[]
  /** Warnings only. */
  readonly events: readonly Event[]
  /** StatefulSets, Deployments and DaemonSets in git. */
  readonly workloads: readonly (LiveObject & { readonly spec?: object })[]
}

/** When an event happened last, in RFC 3339. */
export const timeOf = ({ series, lastTimestamp, eventTime, firstTimestamp }: Event): string =>
  series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? firstTimestamp ?? ''

/** Whether a pod belongs to a workload, directly or by its ReplicaSet. */
export const belongsTo = ({ metadata }: Pod, workload: string): boolean =>
  (metadata.ownerReferences ?? []).some(({ name }) => name === workload || name.startsWith(`${workload}-`))
