import { execFileSync, spawnSync } from 'node:child_process'
import { Failure } from '@thanos-gitops/manifest'

/** What git printed, or undefined where it failed. */
export function git(root: string, ...args: readonly string[]): string | undefined {
  const { status, stdout, error } = spawnSync('git', ['-C', root, ...args], { encoding: 'utf8', maxBuffer: 2 ** 30 })
  if (error)
    throw new Failure({
      code: 'git-missing',
      severity: 'error',
      message: `git cannot be run: ${error.message}.`,
      remedy: 'Install git, or compare two folders: thanos-gitops diff DIR_A DIR_B',
    })
  return status === 0 ? stdout.trim() : undefined
}

/** A revision to compare with. */
export interface Revision {
  readonly commit: string
  /** As people say it: `1a2b3c4, where this branch left origin/main`. */
  readonly shown: string
  /** What stands before a path, as `git show` takes it. */
  readonly short: string
}

const noRevision = (message: string, remedy: string): Failure =>
  new Failure({ code: 'base-revision', severity: 'error', message, remedy })

/** Where this branch left `ref`, or the default branch. Throws a Failure where git cannot say. */
export function baseRevision(root: string, ref: string | undefined): Revision {
  if (git(root, 'rev-parse', '--git-dir') === undefined)
    throw noRevision(`${root} is no git repository.`, 'Compare two folders: thanos-gitops diff DIR_A DIR_B')
  const name = ref ?? defaultBranch(root)
  if (name === undefined)
    throw noRevision(
      'There is no default branch to compare with: neither origin/HEAD nor main nor master.',
      'Give a revision with --base REF, or fetch the branch: git fetch origin main',
    )
  const commit = git(root, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`)
  if (commit === undefined)
    throw noRevision(
      `${name} is no revision that git knows here, and no folder.`,
      isShallow(root)
        ? 'This clone is shallow. Run: git fetch --unshallow (in GitHub Actions: fetch-depth: 0)'
        : 'Look at git branch --all, or fetch it: git fetch origin',
    )
  if (git(root, 'rev-parse', '--verify', '--quiet', 'HEAD') === undefined)
    throw noRevision('This branch has no commit yet.', 'Commit first.')
  const mergeBase = git(root, 'merge-base', 'HEAD', commit)
  if (mergeBase === undefined) {
    if (isShallow(root))
      throw noRevision(
        `This clone is shallow and does not reach the commit where this branch left ${name}.`,
        'Run: git fetch --unshallow (in GitHub Actions: fetch-depth: 0)',
      )
    return {
      commit,
      short: commit.slice(0, 8),
      shown: `${commit.slice(0, 8)} (${name}, which has no commit in common with this branch)`,
    }
  }
  const short = mergeBase.slice(0, 8)
  return {
    commit: mergeBase,
    short,
    shown: mergeBase === commit ? `${short} (${name})` : `${short}, where this branch left ${name}`,
  }
}

const isShallow = (root: string): boolean => git(root, 'rev-parse', '--is-shallow-repository') === 'true'

function defaultBranch(root: string): string | undefined {
  const target = process.env.GITHUB_BASE_REF
  const named = git(root, 'symbolic-ref', '--quiet', '--short', 'refs/remotes/origin/HEAD')
  const candidates = [
    ...(target ? [`origin/${target}`] : []),
    ...(named ? [named] : []),
    'origin/main',
    'origin/master',
    'main',
    'master',
  ]
  return candidates.find(
    (candidate) => git(root, 'rev-parse', '--verify', '--quiet', `${candidate}^{commit}`) !== undefined,
  )
}

/** The texts of all files below some folders, as a revision has them. One git process, however many there are. */
export function textsAt(root: string, commit: string, folders: readonly string[]): ReadonlyMap<string, string> {
  const listed = git(root, 'ls-tree', '-r', '-z', commit, '--', ...folders) ?? ''
  const blobs = listed.split('\0').flatMap((line) => {
    const [, id, file] = /^\d+ blob (\S+)\t(.*)$/s.exec(line) ?? []
    return id === undefined || file === undefined ? [] : [{ id, file }]
  })
  if (blobs.length === 0) return new Map()
  const output = execFileSync('git', ['-C', root, 'cat-file', '--batch'], {
    input: `${blobs.map(({ id }) => id).join('\n')}\n`,
    maxBuffer: 2 ** 30,
  })
  const texts = new Map<string, string>()
  let at = 0
  for (const { file } of blobs) {
    const end = output.indexOf(0x0a, at)
    const size = Number(output.toString('latin1', at, end).split(' ')[2])
    texts.set(file, output.toString('utf8', end + 1, end + 1 + size))
    at = end + 1 + size + 1
  }
  return texts
}
