// The state of the clone from which rings are promoted.
import { spawnSync } from 'node:child_process'
import { git } from '@thanos-gitops/workspace/git'
import { failure } from '../failure.ts'

export interface RemoteState {
  /** The merged commit, which is checked out. */
  readonly head: string
  /** The branches of earlier promotions. */
  readonly branches: ReadonlySet<string>
}

/** The folder of the branches that the command creates. */
export const branchFolder = 'promote'

/** Reads the branches of the remote. Throws a Failure unless its branch is checked out, without changes. */
export function remoteState(root: string, remote: string, branch: string): RemoteState {
  if (git(root, 'rev-parse', '--show-prefix') !== '')
    throw failure('no-repository', `${root} is not the root of a git repository.`, 'Run the command in a clone.')
  const changed = git(root, 'status', '--porcelain', '--', 'base', 'environments')
  if (changed !== '')
    throw failure(
      'tree-changed',
      'base/ or environments/ has changes that are not committed, and rings are promoted from what is merged.',
      'Commit or stash them: git status lists them.',
    )
  const patterns = [`refs/heads/${branch}`, `refs/heads/${branchFolder}/*`]
  const {
    status,
    stdout: listed,
    stderr,
  } = spawnSync('git', ['-C', root, 'ls-remote', remote, ...patterns], {
    encoding: 'utf8',
    // A terminal would wait for a password.
    env: { ...process.env, GIT_TERMINAL_PROMPT: '0' },
  })
  if (status !== 0)
    throw failure(
      'remote-unreadable',
      `The branches of the remote ${remote} cannot be read.`,
      'Check git remote --verbose and your access, or name another remote: --remote NAME',
      stderr.trim(),
    )
  const commits = new Map(
    listed
      .trim()
      .split('\n')
      .flatMap((line): readonly [string, string][] => {
        const [commit, name] = line.split('\trefs/heads/')
        return commit === undefined || name === undefined ? [] : [[name, commit]]
      }),
  )
  const head = git(root, 'rev-parse', 'HEAD') ?? ''
  requireMerged(remote, branch, commits.get(branch), head)
  const promoted = [...commits.keys()].filter((name) => name !== branch)
  return { head, branches: new Set([...promoted, ...localBranches(root)]) }
}

function requireMerged(remote: string, branch: string, merged: string | undefined, head: string): void {
  if (merged === head) return
  throw merged === undefined
    ? failure(
        'branch-missing',
        `The remote ${remote} has no branch ${branch}.`,
        'Correct branch in environments/delivery.yaml, or name another remote: --remote NAME',
      )
    : failure(
        'branch-differs',
        `HEAD is not the newest commit of ${branch} at ${remote}, and rings are promoted from what is merged.`,
        `Merge what is not merged yet. Then run: git switch ${branch} && git pull --ff-only ${remote} ${branch}`,
      )
}

const localBranches = (root: string): readonly string[] =>
  (git(root, 'for-each-ref', '--format=%(refname:lstrip=2)', `refs/heads/${branchFolder}/`) ?? '')
    .split('\n')
    .filter((name) => name !== '')

/** At most so many commits of a branch are looked up for statuses. */
const mostCommits = 20

/** The newest commits of the branch, newest first, down to the last one that changed the manifests of an environment. */
export function commitsSinceChange(root: string, environment: string): readonly string[] {
  const list = (...args: readonly string[]): readonly string[] =>
    (git(root, 'rev-list', '--first-parent', ...args) ?? '').split('\n').filter((commit) => commit !== '')
  const [changed] = list('--max-count=1', 'HEAD', '--', `environments/${environment}/manifests`)
  const newest = list(`--max-count=${mostCommits}`, 'HEAD')
  if (changed === undefined) return newest
  const index = newest.indexOf(changed)
  return index === -1 ? [...newest, changed] : newest.slice(0, index + 1)
}

/** Whether a commit is in the history of another one. */
export const isAncestor = (root: string, commit: string, of: string): boolean =>
  git(root, 'merge-base', '--is-ancestor', commit, of) !== undefined
