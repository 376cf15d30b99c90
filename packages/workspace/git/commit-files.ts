import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Failure } from '@thanos-gitops/manifest'
import { filesAtRevision } from './files-at-revision.ts'
import { gitMissing } from './git.ts'

/**
 * Writes a tree that has other files than a commit, and returns its id. Neither the working tree nor the index changes.
 * @param files contents by their paths from the root, which is the root of the repository
 * @param folders whose files are all in `files`: others are removed
 */
export function treeWith(
  root: string,
  commit: string,
  files: ReadonlyMap<string, string>,
  folders: readonly string[],
): string {
  const before = filesAtRevision(root, commit, [...folders, ...files.keys()])
  const changed = [...files].filter(([file, content]) => before.get(file) !== content)
  const removed = [...before.keys()].filter((file) => !files.has(file))
  const temporary = mkdtempSync(join(tmpdir(), 'thanos-gitops-tree-'))
  try {
    const paths = changed.map(([, content], index) => {
      const path = join(temporary, String(index))
      writeFileSync(path, content)
      return path
    })
    const ids = run(root, ['hash-object', '-w', '--no-filters', '--stdin-paths'], paths.join('\n')).split('\n')
    const entries = [
      ...changed.map(([file], index) => `100644 ${ids[index]}\t${file}\n`),
      ...removed.map((file) => `0 ${'0'.repeat(commit.length)}\t${file}\n`),
    ]
    const index = { GIT_INDEX_FILE: join(temporary, 'index') }
    run(root, ['read-tree', commit], '', index)
    run(root, ['update-index', '--index-info'], entries.join(''), index)
    return run(root, ['write-tree'], '', index)
  } finally {
    rmSync(temporary, { recursive: true })
  }
}

export interface NewBranch {
  readonly name: string
  readonly tree: string
  readonly message: string
}

/** Creates branches, each with one commit on `parent`: all of them, or none if one exists already. */
export function createBranches(root: string, parent: string, branches: readonly NewBranch[]): void {
  const commits = branches.map(({ tree, message }) => run(root, ['commit-tree', tree, '-p', parent], message))
  const creations = branches.map(({ name }, index) => `create refs/heads/${name} ${commits[index]}\n`)
  run(root, ['update-ref', '--stdin'], creations.join(''))
}

/** The difference between a commit and a tree, for `git apply`. */
export const patchTo = (root: string, commit: string, tree: string): string =>
  `${run(root, ['diff', '--binary', '--no-color', '--no-ext-diff', '--no-renames', commit, tree])}\n`

/** What git prints, without the newline at its end. */
function run(root: string, args: readonly string[], input = '', env: Readonly<Record<string, string>> = {}): string {
  const { status, stdout, stderr, error } = spawnSync('git', ['-C', root, ...args], {
    encoding: 'utf8',
    input,
    env: { ...process.env, ...env },
    maxBuffer: 2 ** 30,
  })
  // A git that fails can end before it has read its input, which is an error too.
  if (error && status === null) throw gitMissing(error)
  if (status === 0) return stdout.replace(/\n$/, '')
  throw new Failure({
    code: 'git-failed',
    severity: 'error',
    message: `git ${args[0]} failed. No branch was created.`,
    remedy: 'Fix what git reports below, and run the command again.',
    detail: stderr.trim(),
  })
}
