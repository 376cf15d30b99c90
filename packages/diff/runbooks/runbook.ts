import type { KubernetesObject } from '@thanos-gitops/manifest'
import type { Change, DeliveryTool, ObjectChange } from '@thanos-gitops/manifest/change'

/** The objects of Argo CD and Flux that sync an object, for commands. */
export interface ToolFacts {
  /** Otherwise the names are placeholders: `APPLICATION`, `KUSTOMIZATION`, `SOURCE`. */
  readonly areKnown: boolean
  /** kubectl for the namespace of Argo CD: `kubectl --context production --namespace argocd`. */
  readonly argoCD: string
  /** kubectl for the namespace of Flux. */
  readonly flux: string
  readonly application: string
  readonly source: string
  readonly kustomization: string
}

/** The object and the changes that a runbook is written for. */
export interface RunbookFacts {
  /** kubectl for the namespace of the object: `kubectl --context production --namespace kube-monitor`. */
  readonly kubectl: string
  /** The kubectl context of the cluster, or `CONTEXT`. */
  readonly context: string
  readonly tools: ToolFacts
  readonly change: ObjectChange
  /** The changes that make a runbook necessary. */
  readonly dangerousChanges: readonly Change[]
  readonly kind: string
  readonly name: string
  /** The object as an argument of kubectl: `statefulset/thanos-store`. */
  readonly resource: string
  readonly before?: KubernetesObject
  readonly after?: KubernetesObject
  /** One entry per claim template of a StatefulSet. */
  readonly claims: readonly ClaimChange[]
}

/** The claims that a StatefulSet's pods have now, and what a claim template becomes. */
export interface ClaimChange {
  /** Names of the PersistentVolumeClaims in the order of the pods' ordinals. */
  readonly names: readonly string[]
  readonly size: { readonly before: string; readonly after: string }
  readonly grows: boolean
  readonly shrinks: boolean
  readonly storageClass: { readonly before: string | undefined; readonly after: string | undefined }
}

export interface Step {
  readonly text: string | ((facts: RunbookFacts) => string)
  /** A test of `npm run verify:delivery` runs each of them as it is printed. */
  readonly commands?: readonly string[] | ((facts: RunbookFacts) => readonly string[])
  /** The tool that the step is for; both where it is absent. */
  readonly tool?: DeliveryTool
  readonly when?: (facts: RunbookFacts) => boolean
}

/** A procedure for a change that the API server refuses or that loses something. */
export interface Runbook {
  /** The test that runs the procedure names it. */
  readonly id: string
  readonly appliesTo: (facts: RunbookFacts) => boolean
  readonly title: (facts: RunbookFacts) => string
  readonly steps: readonly Step[]
  readonly note?: string
}

export const isRefused = ({ dangerousChanges }: RunbookFacts): boolean =>
  dangerousChanges.some((change) => change.class === 'refused')

/** Whether a dangerous change is at this path or below it. */
export const changesPath = ({ dangerousChanges }: RunbookFacts, path: string): boolean =>
  dangerousChanges.some((change) => change.path.startsWith(path))

export const isRefusedWith = ({ dangerousChanges }: RunbookFacts, partOfMessage: string): boolean =>
  dangerousChanges.some(({ message }) => message?.includes(partOfMessage))
