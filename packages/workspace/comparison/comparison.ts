import type { RefusedConnection } from '@thanos-gitops/checks'
import type { StackNames } from '@thanos-gitops/delivery'
import type { Environment, Finding, KubernetesObject, SourcedObject } from '@thanos-gitops/manifest'
import type { SourceChange } from '@thanos-gitops/manifest/change'
import type { KubernetesVersion } from '@thanos-gitops/schemas'
import type { LastChange } from './base-tree.ts'

/** The two sides of one environment, or of two folders, and how a delivery tool applies them. */
export interface Sides {
  readonly name: string
  readonly before: readonly SourcedObject[]
  readonly after: readonly SourcedObject[]
  /** `new` or `gone` where only one side has the environment. */
  readonly side: 'both' | 'new' | 'gone'
  readonly source?: SourceChange
  readonly kubernetesVersion: KubernetesVersion
  readonly delivery: Environment['delivery']
  readonly argoCdApplies: 'server-side' | 'client-side'
  readonly argoCdPrunesLast?: boolean
  readonly names?: StackNames
  /** The objects by which Argo CD and Flux sync the manifests. Undefined on a side where they are not known. */
  readonly deliveryObjects?: {
    readonly before: readonly KubernetesObject[] | undefined
    readonly after: readonly KubernetesObject[] | undefined
  }
  /** The connections that the NetworkPolicies of each side refuse. Absent if no policy changes. */
  readonly refusedConnections?: {
    readonly before: readonly RefusedConnection[]
    readonly after: readonly RefusedConnection[]
  }
  /** The last change of the old side, if the new side restores a part of what was before it. */
  readonly lastChange?: LastChange
  /** Objects (`Kind/name`) whose removal is declared: they do not count for the guard against an emptied environment. */
  readonly declaredRemovals: readonly string[]
  /** Files of either side that cannot be read, and objects that appear twice: they are not compared. */
  readonly problems: readonly Finding[]
}

export interface Comparison {
  /** The source files of the base. Absent if both sides are folders of manifests. */
  readonly sources?: ComparedSources
  readonly sides: readonly Sides[]
  /** What the sides are compared with, for a heading. */
  readonly base: string
  /** Why environments are not among the sides. */
  readonly problems: readonly Finding[]
  /** What the user should know about the input. */
  readonly warnings?: readonly Finding[]
}

export interface ComparedSources {
  /** The content of a file of the base, by its path from the root; undefined if it has none. */
  before(file: string): string | undefined
  /** Whether the file differs in the working tree. */
  differs(file: string): boolean
}
