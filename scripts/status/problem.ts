/** What is wrong, why, since when, and what to do. Gathered facts are explained as problems; printing them is separate. */
export interface Problem {
  readonly state: ProblemState
  /** `StatefulSet/thanos-store`; with the namespace if it is not that of the environment. */
  readonly subject: string
  /** The causes, the nearest first. Messages of the cluster are unchanged. */
  readonly reasons: readonly string[]
  /** In RFC 3339. */
  readonly since?: string
  /** The commit that the tool applies or applied. */
  readonly commit?: string
  readonly next?: readonly Step[]
}

export type ProblemState =
  | 'differs'
  | 'missing'
  | 'refused'
  | 'not in git'
  | 'kept'
  | 'unhealthy'
  | 'waiting'
  | 'blocked'
  | 'suspended'
  | 'unread'
  /** Nothing is wrong, and something can be done. */
  | 'note'

/** Something to do, and the commands for it as they are typed. */
export interface Step {
  readonly text: string
  readonly commands?: readonly string[]
}

/** Whether the exit code reports it. */
export const isProblem = ({ state }: Problem): boolean => state !== 'note'

/** A commit of the cluster against the branch. */
export interface CommitFacts {
  /** The commits of the branch after it that change the environment. Undefined if this clone does not have both. */
  readonly behind: number | undefined
}

/** What the explanations need to know of the surroundings. */
export interface Surroundings {
  readonly environment: string
  readonly namespace: string
  /** The kubectl context of the cluster with the stack. */
  readonly context: string
  /** That of the cluster with the delivery objects. */
  readonly hub: string
  readonly branch: string
  /** The newest commit of the branch, if the repository could be read. */
  readonly branchCommit: string | undefined
  readonly commits: ReadonlyMap<string, CommitFacts>
  /** The Secret with which Flux opens the repository, if there is one. */
  readonly fluxSecret: string | undefined
}

/** `1a2b3c4, 2 commits of production behind main` */
export function commitText(commit: string, { commits, branch, branchCommit, environment }: Surroundings): string {
  const short = commit.slice(0, 7)
  if (commit === branchCommit) return `${short}, the newest of ${branch}`
  const behind = commits.get(commit)?.behind
  if (behind === undefined) return short
  if (behind === 0) return `${short}, no newer commit of ${branch} changes ${environment}`
  return `${short}, ${behind} commit${behind === 1 ? '' : 's'} of ${environment} behind ${branch}`
}

/** Whether the branch has a newer commit that changes the environment. */
export const isBehind = (commit: string | undefined, { commits }: Surroundings): boolean =>
  commit !== undefined && (commits.get(commit)?.behind ?? 0) > 0
