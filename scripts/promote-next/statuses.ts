import type { GitHost } from './git-host.ts'

/** Where the tools of an environment report its state. */
export interface Reported {
  /** The names of statuses that must all be a success: one list for each tool that the environment can have. */
  readonly names: readonly (readonly string[])[]
  /** The newest commits of the branch, newest first, down to the last one that changed the manifests of the environment. */
  readonly commits: readonly string[]
}

/**
 * Why an environment is not known to be healthy; undefined if it is. A tool reports a commit when it is applied and healthy, and Argo
 * CD reports only commits that change the environment: the newest status of each name counts.
 */
export async function unhealthyReason(host: GitHost, { names, commits }: Reported): Promise<string | undefined> {
  const newest = new Map<string, { readonly state: string; readonly commit: string }>()
  for (const commit of commits) {
    const statuses = await host.statuses(commit)
    for (const name of names.flat()) {
      const state = statuses.get(name)
      if (state !== undefined && !newest.has(name)) newest.set(name, { state, commit })
    }
    if (names.flat().every((name) => newest.has(name))) break
  }
  const reported = names.filter((list) => list.some((name) => newest.has(name)))
  const chosen = reported.length === 0 ? names.slice(0, 1) : reported
  for (const name of chosen.flat()) {
    const status = newest.get(name)
    if (status === undefined) return `no status ${name} at ${short(commits.at(-1) ?? '')} or later`
    if (status.state !== 'success') return `${name} is ${status.state} at ${short(status.commit)}`
  }
  return undefined
}

const short = (commit: string): string => commit.slice(0, 8)

/** Reads the statuses of each commit once. */
export function remembering(host: GitHost): GitHost {
  const known = new Map<string, Promise<ReadonlyMap<string, string>>>()
  return {
    ...host,
    statuses(commit) {
      const statuses = known.get(commit) ?? host.statuses(commit)
      known.set(commit, statuses)
      return statuses
    },
  }
}
