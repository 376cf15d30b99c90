import { didYouMean } from '@thanos-gitops/manifest'
import { commitOf, git, isShallow, objectIds } from './git.ts'

/** A revision of `base/` and `environments/layers/` that environments are rendered from. */
export interface PinnedRevision {
  /** As `environment.yaml` sets it: a tag, or the beginning of a commit. */
  readonly name: string
  readonly commit: string
  /** The ids of the trees `base` and, if it exists, `environments/layers`: equal trees have equal files. */
  readonly trees: readonly string[]
}

/** Why a revision cannot be used. */
export interface PinProblem {
  readonly message: string
  readonly remedy: string
}

/** The folders that a pin selects. */
export const pinnedFolders = ['base', 'environments/layers'] as const

/**
 * Resolves pins. Only tags and commits are pins: a branch moves by itself. Starts one git process for any number of names, and more
 * only to explain a problem.
 */
export function pinnedRevisions(
  root: string,
  names: readonly string[],
): ReadonlyMap<string, PinnedRevision | PinProblem> {
  const queries = names.flatMap((name) => candidates(name).map((revision) => ({ name, revision })))
  const parts = ['^{commit}', ...pinnedFolders.map((folder) => `:./${folder}`), ':./base/index.ts']
  const ids = objectIds(
    root,
    queries.flatMap(({ revision }) => parts.map((part) => `${revision}${part}`)),
  )
  const found = new Map<string, PinnedRevision | PinProblem>()
  queries.forEach(({ name, revision }, index) => {
    const [commit, base, layers, entry] = ids?.slice(index * parts.length) ?? []
    // A branch can have the name of a commit.
    if (commit === undefined || found.has(name) || (revision === name && !commit.startsWith(name))) return
    found.set(
      name,
      base === undefined || entry === undefined
        ? withoutBase(name, commit)
        : { name, commit, trees: layers === undefined ? [base] : [base, layers] },
    )
  })
  return new Map(names.map((name) => [name, found.get(name) ?? problemOf(root, name)]))
}

/** A tag is preferred to a commit: `git tag` can name one `deadbeef`. */
const candidates = (name: string): readonly string[] => [
  `refs/tags/${name}`,
  ...(/^[0-9a-f]{7,64}$/.test(name) ? [name] : []),
]

const withoutBase = (name: string, commit: string): PinProblem => ({
  message: `${shown(name, commit)} has no base/index.ts.`,
  remedy: 'Pin a revision that has it. To list them, run: git log --oneline -- base/index.ts',
})

const shown = (name: string, commit: string): string => (commit.startsWith(name) ? name : `${name} (${short(commit)})`)

/** Finds out why a name is not a tag and not a commit. */
function problemOf(root: string, name: string): PinProblem {
  if (git(root, 'rev-parse', '--git-dir') === undefined)
    return {
      message: `source is ${name}, but ${root} is not a git repository.`,
      remedy: 'Run the command in a clone, or remove source to render from the files.',
    }
  const commit = commitOf(root, name)
  if (commit !== undefined && !commit.startsWith(name))
    return {
      message: `${name} is not a tag or a commit: it can move by itself, and the manifests would change with it.`,
      remedy: `Pin a tag, or the commit: source: "${short(commit)}"`,
    }
  const missing = `There is no tag and no commit ${name} in this repository.`
  if (isShallow(root))
    return {
      message: `${missing} This clone is shallow.`,
      remedy: 'Run: git fetch --unshallow --tags (in GitHub Actions: fetch-depth: 0)',
    }
  const tags = (git(root, 'tag', '--list') ?? '').split('\n').filter((tag) => tag !== '')
  return {
    message: missing,
    remedy:
      didYouMean(name, tags) ??
      'Run: git fetch --tags origin. If the revision is gone, pin one that git log or git tag --list shows.',
  }
}

const short = (commit: string): string => commit.slice(0, 8)
