import type { Check } from '@thanos-gitops/checks'
import type { Finding } from '@thanos-gitops/manifest'
import type { WorkLimits } from '@thanos-gitops/validate/server'

/** What applies to every environment and path of a run. */
export interface CheckSettings {
  readonly checks: readonly Check[]
  /** Whether refusals of the API server are findings, too. */
  readonly asksApiServer: boolean
  /** Whether the environments are compared with each other and with the others of the repository. */
  readonly comparesEnvironments: boolean
  /** How much the API server's code judges. Default: all objects. */
  readonly limits?: WorkLimits | undefined
  /** `2026-11-24`: exceptions that ended before it no longer apply. */
  readonly today: string
  /** Versions of programs that replace those of the image tags, by program: `{ thanos: '0.42.4' }`. */
  readonly versions: Readonly<Record<string, string>>
  /** An exceptions file that replaces those of environments. */
  readonly exceptions?: { readonly file: string; readonly content: string } | undefined
  /** Called with what is done so far, for a person who waits. */
  readonly onStep?: (state: string) => void
}

export interface CheckedSubject {
  /** The name of the environment, or the paths. */
  readonly name: string
  /** How many objects were checked. */
  readonly objects: number
  readonly findings: readonly Finding[]
  /** How many findings an exception covers. */
  readonly excepted: number
}

export interface CheckedSubjects {
  readonly subjects: readonly CheckedSubject[]
  /** Why a part was not checked: environments that do not render, a base that does not load. */
  readonly problems?: readonly Finding[]
  /** Contents that are in memory only, by the names of their files in findings: rendered manifests, `-` for standard input. */
  readonly contents: ReadonlyMap<string, string>
  /** Why objects have no verdict of the API server. */
  readonly notes: readonly string[]
}
