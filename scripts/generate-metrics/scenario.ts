import { compareVersions } from '@thanos-gitops/workloads'

/**
 * One run of a program, in which its metrics are recorded. Arguments and files can contain `{folder}`, an empty folder of the
 * run; `{http}`, `{other}` and `{third}`, free ports; `{doubles}`, the URL of a server that answers as Prometheus and Kubernetes
 * do; and `{redis}` and `{memcached}`, the addresses of servers that reply as these do.
 */
export interface Scenario {
  /** `tools bucket web`; the empty string for a program without commands. */
  readonly command: string
  /** An argument with a flag that the version does not have is left out. */
  readonly args: readonly string[]
  /** The first version that has what the run configures. */
  readonly since?: string
  /** The first version that refuses it. */
  readonly until?: string
  /** Files that exist before the start, by their paths in the folder. */
  readonly files?: Readonly<Record<string, string>>
}

export const runsIn = ({ since, until }: Scenario, version: string): boolean =>
  (since === undefined || compareVersions(version, since) >= 0) &&
  (until === undefined || compareVersions(version, until) < 0)
