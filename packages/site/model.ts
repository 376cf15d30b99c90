// What the site shows, as the command collects it: plain data, one environment after the other.
import type { Environment, Finding, KubernetesObject, Origin } from '@thanos-gitops/manifest'
import type { Capacity } from '@thanos-gitops/manifest/change'
import type { Topology } from '@thanos-gitops/manifest/topology'

export interface SiteInput {
  /** Shown at the top: the name of the repository. */
  readonly title: string
  /** The commit that the site shows. Undefined outside of a git repository. */
  readonly revision?: string
  /** Whether files differ from that commit. */
  readonly isModified?: boolean
  /** The time of the commit, as ISO 8601: the same input gives the same site. */
  readonly date?: string
  /** The address of a line in the repository; `{revision}`, `{file}` and `{line}` are replaced. Undefined without links. */
  readonly lineUrl?: string
  readonly currency?: string
}

export interface SiteEnvironment {
  readonly environment: Environment
  readonly pin?: SitePin
  readonly manifests: readonly SiteManifest[]
  readonly topology: Topology
  /** Both sides are this environment. */
  readonly capacity: Capacity
}

/** The revision that an environment is pinned to, and what it lacks. */
export interface SitePin {
  readonly source: string
  readonly commit: string
  readonly behind: number
  readonly isInHistory: boolean
  /** What a render from the working tree changes. Undefined if it does not render from there. */
  readonly change?: { readonly changed: number; readonly added: number; readonly removed: number }
}

/** An object as a render writes it. */
export interface SiteManifest {
  readonly object: KubernetesObject
  /** The name of the file in `manifests/`. */
  readonly file: string
  /** Called once. */
  lines(): readonly SiteLine[]
}

export interface SiteLine {
  readonly text: string
  /** The field of the line. It continues into documents. */
  readonly pointer: string
  /** The index of the line in a string with several lines; absent on the line with the name of the field. */
  readonly textLine?: number
  /** The document that contains the field, and the index of the line in it. */
  readonly document?: { readonly pointer: string; readonly textLine: number }
  /** Newest first. */
  readonly origins: readonly Origin[]
}

/** The results of the checks. */
export interface SiteChecks {
  readonly findings: readonly SiteFinding[]
  /** How many findings exceptions cover. */
  readonly excepted: number
  /** The checks that ran. */
  readonly checks: readonly SiteCheck[]
  /** Why a part was not checked. */
  readonly notes: readonly string[]
}

export interface SiteCheck {
  readonly name: string
  readonly severity: 'error' | 'warning'
  /** What goes wrong in a cluster if it fails. */
  readonly why: string
}

export interface SiteFinding extends Finding {
  /** The environments in which it was found. */
  readonly environments: readonly string[]
}

/** What a branch changes: the document of `diff --format json`. */
export interface SiteChanges {
  /** What the environments are compared with. */
  readonly base: string
  readonly document: unknown
}
