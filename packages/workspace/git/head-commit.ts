import { git } from './git.ts'

/** The commit of the working tree. */
export interface HeadCommit {
  readonly commit: string
  /** ISO 8601, in UTC. */
  readonly date: string
  /** Whether a file of `base/` or `environments/` differs from it. */
  readonly isModified: boolean
}

/** Undefined outside of a repository, and in one without commits. */
export function headCommit(root: string): HeadCommit | undefined {
  const [commit, seconds] = git(root, 'log', '-1', '--format=%H %ct')?.split(' ') ?? []
  if (commit === undefined || seconds === undefined) return undefined
  const date = new Date(Number(seconds) * 1000).toISOString()
  return { commit, date, isModified: git(root, 'status', '--porcelain', '--', 'base', 'environments') !== '' }
}
