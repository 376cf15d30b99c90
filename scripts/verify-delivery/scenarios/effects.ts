import type { Outcome } from '@thanos-gitops/manifest/change'

/** What happens to the pods of a workload. */
export interface PodEffects {
  /** How many pods that ran before stopped. */
  readonly stopped: number
  /** How many pods started. */
  readonly started: number
  /** The names of the pods that stop, in order. Only of a StatefulSet. */
  readonly stops?: readonly string[]
  /** Whether they stop in no order. Only predicted. */
  readonly stopsAtOnce?: boolean
  /** The names of the pods that start, sorted. Only of a StatefulSet. */
  readonly starts?: readonly string[]
  /** During the change, how many pods exist beyond the larger number of replicas at most, and how many are unavailable at most. */
  readonly extra?: number
  readonly unavailable?: number
}

/** `completes`: synced and healthy. `waits`: applied in part, and waiting for pods that do not become ready. */
export type SyncResult = 'completes' | 'fails' | 'waits'

/** The effects of a change with one delivery tool: predicted, or observed. */
export interface Effects {
  readonly sync: SyncResult
  /** What happens to each object, by its label: `Deployment/thanos-query`, or `Deployment/NAMESPACE/thanos-query` in another namespace. */
  readonly objects: Readonly<Record<string, Outcome>>
  /** By the label of the workload. Workloads whose pods stay are left out. */
  readonly pods: Readonly<Record<string, PodEffects>>
}

export interface Prediction extends Effects {
  /** The workloads whose pods change, one group for each wave. The pods of a group change after those of the group before. */
  readonly order: readonly (readonly string[])[]
}

export interface Observation extends Effects {
  /** When the first and the last pod of each workload changed, in seconds since the first change of the recording. */
  readonly spans: Readonly<Record<string, { readonly first: number; readonly last: number }>>
}

/** `Deployment/thanos-query`; with its namespace, if it is not the usual one. */
export const labelIn = (
  usual: string,
  { kind, namespace, name }: { readonly kind: string; readonly namespace?: string | undefined; readonly name: string },
): string => (namespace === undefined || namespace === usual ? `${kind}/${name}` : `${kind}/${namespace}/${name}`)
