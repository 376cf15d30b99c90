import type { KubernetesObject } from '@thanos-gitops/manifest'
import type { ApplyMode } from '@thanos-gitops/manifest/change'

/** A reason for which the API server refuses an object. */
export interface RefusalCause {
  /** The field that the server names, as steps into the new object; empty for the object as a whole. */
  readonly steps: readonly string[]
  /** The server's words: `spec.replicas: Invalid value: …` */
  readonly message: string
  /** Whether a new object with the value is refused for the same reason: the value itself is wrong, and not its change. */
  readonly isInvalid?: boolean
}

/** What happens to the new object when it is applied in one way. */
export interface ModeVerdict {
  /** Absent if the server accepts it. */
  readonly causes?: readonly RefusalCause[]
  /** Whether the server accepted the old object, so that a change is the reason of a refusal. */
  readonly isUpdate: boolean
  /** Whether the server also refuses the object if it does not exist, so that deleting the old one does not help. */
  readonly isRefusedAsNew: boolean
  /** Whether the stored object changes. Always for a new object. */
  readonly objectChanged: boolean
  /** Whether the stored pod template changes, for an object that has one. */
  readonly templateChanged: boolean
}

/** What the API server answers about one object that is new or changes. */
export interface ObjectVerdicts {
  /** False for kinds that the server does not have, such as those of a CustomResourceDefinition that is not among the objects. */
  readonly isKnown: boolean
  /** The objects as the server stores them. Absent where the server refuses or does not have them. */
  readonly stored: { readonly before?: KubernetesObject; readonly after?: KubernetesObject }
  readonly byMode: Readonly<Record<ApplyMode, ModeVerdict>>
}

/** Why there is no verdict on an object. */
export type NoVerdict =
  /** Why Kubernetes' code gave none. */
  | { readonly error: string }
  /** All objects together are more than the limit, which one finding reports. */
  | { readonly error?: undefined; readonly isBeyondLimit: true }

/** The answers of the API server by the new object. */
export type Verdicts = ReadonlyMap<KubernetesObject, ObjectVerdicts | NoVerdict>

export const isVerdict = (answer: ObjectVerdicts | NoVerdict): answer is ObjectVerdicts => 'byMode' in answer
