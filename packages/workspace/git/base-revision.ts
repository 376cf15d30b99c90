import { Failure } from '@thanos-gitops/manifest'
import { git, isShallow, objectIds } from './git.ts'

/** A revision to compare with. */
export interface Revision {
  readonly commit: string
  /** For a heading: `1a2b3c4d, where this branch left origin/main`. */
  readonly description: string
  /** What `git show` takes before a path: `1a2b3c4d`. */
  readonly short: string
}

/** The commit where this branch left `reference`, or the default branch. Throws a Failure where git finds no such commit. */
export function baseRevision(root: string, reference: string | undefined): Revision {
  const names = reference === undefined ? defaultBranches(root) : [reference]
  const commits = objectIds(
    root,
    ['HEAD', ...names].map((name) => `${name}^{commit}`),
  )
  if (commits === undefined && git(root, 'rev-parse', '--git-dir') === undefined)
    throw noRevision(`${root} is not a git repository.`, 'Compare two folders: thanos-gitops diff DIR_A DIR_B')
  const [head, ...found] = commits ?? []
  const name = reference ?? names.find((_, index) => found[index] !== undefined)
  if (name === undefined)
    throw noRevision(
      'There is no default branch to compare with: neither origin/HEAD nor main nor master exists.',
      'Name a revision with --base REF, or fetch the branch: git fetch origin main',
    )
  const commit = found[names.indexOf(name)]
  if (commit === undefined)
    throw noRevision(
      `${name} is neither a git revision in this repository nor a folder.`,
      isShallow(root)
        ? `This clone is shallow. ${unshallow}`
        : 'Run git branch --all to see the branches, or fetch it: git fetch origin',
    )
  if (head === undefined) throw noRevision('This branch has no commit.', 'Commit first.')
  return forkPoint(root, name, commit, head)
}

function forkPoint(root: string, name: string, commit: string, head: string): Revision {
  const mergeBase = head === commit ? commit : git(root, 'merge-base', 'HEAD', commit)
  if (mergeBase === undefined) {
    if (isShallow(root))
      throw noRevision(`This clone is shallow and lacks the commit where this branch left ${name}.`, unshallow)
    return revision(commit, ` (${name}, which has no commit in common with this branch)`)
  }
  return revision(mergeBase, mergeBase === commit ? ` (${name})` : `, where this branch left ${name}`)
}

function revision(commit: string, note: string): Revision {
  const short = commit.slice(0, 8)
  return { commit, short, description: `${short}${note}` }
}

const unshallow = 'Run: git fetch --unshallow (in GitHub Actions: fetch-depth: 0)'

const noRevision = (message: string, remedy: string): Failure =>
  new Failure({ code: 'base-revision', severity: 'error', message, remedy })

/** The names that the default branch can have, the most certain one first. */
function defaultBranches(root: string): readonly string[] {
  const target = process.env.GITHUB_BASE_REF
  const head = git(root, 'symbolic-ref', '--quiet', '--short', 'refs/remotes/origin/HEAD')
  return [
    ...(target ? [`origin/${target}`] : []),
    ...(head ? [head] : []),
    'origin/main',
    'origin/master',
    'main',
    'master',
  ]
}
