import { spawnSync } from 'node:child_process'
import { Failure } from '@thanos-gitops/manifest'

/** What git prints, or undefined if it fails. Throws a Failure if there is no git. */
export function git(root: string, ...args: readonly string[]): string | undefined {
  const { status, stdout, error } = spawnSync('git', ['-C', root, ...args], { encoding: 'utf8', maxBuffer: 2 ** 30 })
  if (error) throw gitMissing(error)
  return status === 0 ? stdout.trim() : undefined
}

/** The Failure for git that does not start. */
export const gitMissing = (error: NodeJS.ErrnoException): Failure =>
  new Failure({
    code: 'git-missing',
    severity: 'error',
    message: `git does not start: ${error.message}.`,
    remedy:
      error.code === 'ENOENT'
        ? 'Install git, or compare two folders: thanos-gitops diff DIR_A DIR_B'
        : 'Check whether git runs, and raise the limits of this shell: ulimit -a',
  })

/** The commit of a revision, or undefined if there is none. */
export const commitOf = (root: string, revision: string): string | undefined =>
  git(root, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`)

/** The ids of objects in the order of their names; undefined for one that does not exist, and without a repository. Starts one process. */
export function objectIds(root: string, objects: readonly string[]): readonly (string | undefined)[] | undefined {
  const { status, stdout, error } = spawnSync('git', ['-C', root, 'cat-file', '--batch-check'], {
    encoding: 'utf8',
    // Each line is a name.
    input: objects.map((object) => `${object.includes('\n') ? '' : object}\n`).join(''),
    maxBuffer: 2 ** 28,
  })
  // Outside of a repository, git ends before it has read its input, which is an error too.
  if (error && status === null) throw gitMissing(error)
  if (status !== 0) return undefined
  return stdout.split('\n').map((line) => /^([0-9a-f]{40,64}) \w+ \d+$/.exec(line)?.[1])
}

export const isShallow = (root: string): boolean => git(root, 'rev-parse', '--is-shallow-repository') === 'true'
