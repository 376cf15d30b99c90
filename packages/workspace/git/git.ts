import { spawnSync } from 'node:child_process'
import { Failure } from '@thanos-gitops/manifest'

/** What git prints, or undefined if it fails. Throws a Failure if there is no git. */
export function git(root: string, ...args: readonly string[]): string | undefined {
  const { status, stdout, error } = spawnSync('git', ['-C', root, ...args], { encoding: 'utf8', maxBuffer: 2 ** 30 })
  if (error)
    throw new Failure({
      code: 'git-missing',
      severity: 'error',
      message: `git does not start: ${error.message}.`,
      remedy:
        (error as NodeJS.ErrnoException).code === 'ENOENT'
          ? 'Install git, or compare two folders: thanos-gitops diff DIR_A DIR_B'
          : 'Check whether git runs, and raise the limits of this shell: ulimit -a',
    })
  return status === 0 ? stdout.trim() : undefined
}

/** The commit of a revision, or undefined if there is none. */
export const commitOf = (root: string, revision: string): string | undefined =>
  git(root, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`)
