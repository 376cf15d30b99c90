// What a script requires that changes many files: a repository that git can restore.
import { realpathSync } from 'node:fs'
import { counted } from '@thanos-gitops/report'
import { failure } from './failure.ts'
import { git, linesOf } from './git.ts'

/** @throws Failure if the folder is not the top of a repository */
export async function requireRepository(root: string): Promise<void> {
  const top = await git(root, 'rev-parse', '--show-toplevel')
  if (top !== undefined && realpathSync(top) === realpathSync(root)) return
  throw failure(
    'no-repository',
    top === undefined
      ? `${root} is not a git repository.`
      : `${root} is a folder of the repository ${top}. The workflows and Argo CD or Flux need a repository of its own.`,
    'Create one here: git init && git add --all && git commit --message "Import thanos-gitops"',
  )
}

/** @throws Failure that lists changes that are not committed */
export async function requireCommitted(root: string): Promise<void> {
  const changed = linesOf(await git(root, 'status', '--porcelain'))
  if (changed.length === 0) return
  throw failure(
    'tree-dirty',
    `The working tree has ${counted(changed.length, 'change')} that ${changed.length === 1 ? 'is' : 'are'} not committed.`,
    'Commit them, or put them aside: git stash --include-untracked',
    changed.slice(0, 10).join('\n'),
  )
}
