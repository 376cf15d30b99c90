// A three-way merge of the files of thanos-gitops that needs no history in common: its commits are made for it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { $ } from 'zx'
import { failure } from '../failure.ts'
import { partsOf, requiredGit } from '../git.ts'
import { isOfTeam, ownershipOf } from './ownership.ts'
import type { Version } from './refs.ts'
import { commitTree, temporaryRef } from './upstream.ts'

export interface Merged {
  /** The files after the merge. Those with conflicts have the markers of git. */
  readonly tree: string
  /** What the merge changes in the last commit. */
  readonly changed: readonly Change[]
  readonly conflicts: readonly Conflict[]
  /** Files that the team removed and that the new version changes. They stay removed. */
  readonly staysRemoved: readonly string[]
  /** Files of the team that thanos-gitops has too and that it changed. They stay as they are. */
  readonly ofTeam: readonly string[]
}

export interface Change {
  readonly status: 'A' | 'M' | 'D' | 'T'
  readonly file: string
}

export interface Conflict {
  readonly file: string
  readonly reason: string
}

/** Lines of `git ls-tree` by their files: mode, type and id of the content. */
type Files = ReadonlyMap<string, string>

/** Merges what changed from one version to another into the last commit. Changes no file. */
export async function mergeVersions(root: string, from: Version, to: Version): Promise<Merged> {
  const ours = await filesOf(root, 'HEAD')
  const before = await filesOf(root, from.commit)
  const after = await filesOf(root, to.commit)
  const staysRemoved = removedByTeam(ours, before, after)
  const isMerged = (file: string): boolean => !isOfTeam(file) && !staysRemoved.includes(file)
  const brought = [...after.keys()].filter(
    (file) => ownershipOf(file)?.isBrought && !before.has(file) && !ours.has(file),
  )
  const base = await treeWith(root, select(before, isMerged), select(after, isMerged))
  const theirs = await treeWith(
    root,
    select(after, (file) => isMerged(file) || brought.includes(file)),
    select(before, isMerged),
  )
  const { tree, files } = await mergeTrees(root, base, theirs, to)
  // Not the files of examples, of which a team can have one with the same name.
  const isOwn = (file: string): boolean => isOfTeam(file) && !/^environments\/.*\//.test(file)
  return {
    tree,
    changed: await changesOf(root, tree),
    conflicts: files.map((file) => ({ file, reason: reasonOf(file, before, after) })),
    staysRemoved,
    ofTeam: [...before.keys()].filter(
      (file) => isOwn(file) && ours.has(file) && after.has(file) && before.get(file) !== after.get(file),
    ),
  }
}

async function filesOf(root: string, revision: string): Promise<Files> {
  const listed = await requiredGit(root, ['ls-tree', '-r', '-z', '--full-tree', revision])
  return new Map(partsOf(listed).map((line) => [line.slice(line.indexOf('\t') + 1), line.slice(0, line.indexOf('\t'))]))
}

const select = (files: Files, isWanted: (file: string) => boolean): Files =>
  new Map([...files].filter(([file]) => isWanted(file)))

/** Without those that the team renamed: git finds a file with the same content. */
function removedByTeam(ours: Files, before: Files, after: Files): readonly string[] {
  const added = new Set([...ours].filter(([file]) => !before.has(file)).map(([, entry]) => entry))
  return [...before]
    .filter(([file, entry]) => !isOfTeam(file) && !ours.has(file) && !added.has(entry))
    .map(([file]) => file)
    .filter((file) => after.has(file) && after.get(file) !== before.get(file))
}

const reasonOf = (file: string, before: Files, after: Files): string => {
  if (!after.has(file)) return 'changed here, removed or renamed by thanos-gitops'
  return before.has(file) ? 'changed in the same lines by both' : 'added by both'
}

/** The tree of the last commit with all files of one version, and none of the other. */
async function treeWith(root: string, files: Files, others: Files): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'thanos-gitops-upgrade-'))
  const env = { GIT_INDEX_FILE: join(folder, 'index') }
  const removed = [...others.keys()].filter((file) => !files.has(file)).map((file) => `0 ${'0'.repeat(40)}\t${file}`)
  const entries = [...files].map(([file, entry]) => `${entry}\t${file}`)
  try {
    await requiredGit(root, ['read-tree', 'HEAD'], { env })
    const input = [...removed, ...entries].map((line) => `${line}\0`).join('')
    await requiredGit(root, ['update-index', '-z', '--index-info'], { env, input })
    return await requiredGit(root, ['write-tree'], { env })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Settings of a person do not change the result. */
const settings = ['merge.renames=true', 'merge.directoryRenames=false', 'merge.conflictStyle=merge']

async function mergeTrees(
  root: string,
  base: string,
  theirs: string,
  to: Version,
): Promise<{ readonly tree: string; readonly files: readonly string[] }> {
  const commit = await commitTree(root, base, [], 'base')
  const sides = [
    await temporaryRef(root, 'this-repository', await commitTree(root, 'HEAD^{tree}', [commit], 'ours')),
    await temporaryRef(root, to.name, await commitTree(root, theirs, [commit], 'theirs')),
  ]
  const args = [...settings.flatMap((one) => ['-c', one]), 'merge-tree', '--write-tree', '-z', '--name-only']
  // Exit code 1: there are conflicts, whose files follow the id of the tree.
  const { exitCode, stdout, stderr } = await $({
    cwd: root,
    quiet: true,
    nothrow: true,
  })`git ${args} --no-messages ${sides}`
  if (exitCode !== 0 && exitCode !== 1)
    throw failure('git-failed', 'git merge-tree failed.', 'Install git 2.38 or later.', stderr.trim())
  const [tree = '', ...files] = partsOf(stdout)
  return { tree, files: [...new Set(files)] }
}

async function changesOf(root: string, tree: string): Promise<readonly Change[]> {
  const parts = partsOf(await requiredGit(root, ['diff', '--name-status', '--no-renames', '-z', 'HEAD', tree]))
  return Array.from({ length: parts.length / 2 }, (_, index) => ({
    status: parts[2 * index] as Change['status'],
    file: parts[2 * index + 1]!,
  }))
}
