import type { KubernetesObject } from '@thanos-gitops/manifest'
import type { ApplyMode, DeliveryTool } from '@thanos-gitops/manifest/change'
import type { KubernetesVersion } from '@thanos-gitops/schemas'
import type { DeliveryStates } from './delivery/state.ts'
import type { Sides } from './manifest-set.ts'
import type { ObjectVerdicts } from './server/verdicts.ts'
import type { Unapplied } from './unapplied.ts'

/** A delivery tool and how it writes objects. */
export interface Delivery {
  readonly tool: DeliveryTool
  readonly mode: ApplyMode
}

/** Names of the objects in the cluster with which Argo CD and Flux sync an environment, and where they are. */
export interface StackNames {
  /** The kubectl context of the environment's cluster. */
  readonly context: string
  /** The kubectl context of the cluster where the tools run. */
  readonly toolContext: string
  readonly argoCDNamespace: string
  readonly fluxNamespace: string
  readonly application: string
  /** Flux' GitRepository. */
  readonly source: string
  /** The Kustomization that applies an object: there may be one for each wave. */
  readonly kustomizationOf: (object: KubernetesObject) => string
}

/** What all objects of a diff have in common. */
export interface DiffContext {
  readonly version: KubernetesVersion
  readonly delivery: readonly Delivery[]
  readonly names: StackNames | undefined
  readonly prunesLast: boolean
  /** What the objects of the tools do, where they are known. */
  readonly states: DeliveryStates
  /** What the tools have not applied of the old side. */
  readonly unapplied: Unapplied | undefined
  /** Whether the folder of the new manifests does not exist. */
  readonly isGone: boolean
  readonly sides: Sides
  /** Returns the object as the API server stores it, or as it is written if the server does not accept it. */
  readonly asStored: (object: KubernetesObject) => KubernetesObject
  /** What the API server answers about an object that is new or changes. */
  readonly verdictsOn: (after: KubernetesObject) => ObjectVerdicts
}
