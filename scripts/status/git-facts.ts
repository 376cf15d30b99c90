// What the git history of this clone contains of an environment. A clone may be shallow, and a folder may not be a clone.
import { identityOf, type KubernetesObject } from '@thanos-gitops/manifest'
import { parse } from 'yaml'
import { $ } from 'zx'
import type { CommitFacts } from './problem.ts'

/** An object that git had, and the commit that removed its file. */
export interface RemovedObject {
  readonly object: KubernetesObject
  readonly commit: string
  readonly time: string
}

async function git(root: string, args: readonly string[], input = ''): Promise<string | undefined> {
  const { exitCode, stdout } = await $({ nothrow: true, quiet: true, cwd: root, input })`git ${args}`
  return exitCode === 0 ? stdout : undefined
}

const folderOf = (environment: string): string => `environments/${environment}/manifests`

/** The objects that the folder of an environment had and has no more, by identity. Undefined if there is no history. */
export async function removedObjects(
  root: string,
  environment: string,
  current: readonly KubernetesObject[],
): Promise<ReadonlyMap<string, RemovedObject> | undefined> {
  const log = await git(root, [
    'log',
    '--no-renames',
    '--diff-filter=D',
    '--format=%x00%H %cI',
    '--name-only',
    '--',
    folderOf(environment),
  ])
  if (log === undefined) return undefined
  const deletions = readDeletions(log)
  const contents = await readFiles(
    root,
    deletions.map(({ commit, path }) => `${commit}^:${path}`),
  )
  const known = new Set(current.map(identityOf))
  const removed = new Map<string, RemovedObject>()
  deletions.forEach(({ commit, time }, index) => {
    const object = readObject(contents[index])
    // The newest removal is first.
    if (object === undefined || known.has(identityOf(object)) || removed.has(identityOf(object))) return
    removed.set(identityOf(object), { object, commit, time })
  })
  return removed
}

interface Deletion {
  readonly commit: string
  readonly time: string
  readonly path: string
}

/** @param log commits with a NUL before each, then the paths */
export const readDeletions = (log: string): readonly Deletion[] =>
  log
    .split('\0')
    .slice(1)
    .flatMap((entry) => {
      const [heading = '', ...paths] = entry.split('\n')
      const [commit = '', time = ''] = heading.split(' ')
      return paths.filter((path) => path.endsWith('.yaml')).map((path) => ({ commit, time, path }))
    })

/** The contents of blobs, in their order; undefined for one that does not exist. */
async function readFiles(root: string, names: readonly string[]): Promise<readonly (string | undefined)[]> {
  if (names.length === 0) return []
  const output = await git(root, ['cat-file', '--batch'], `${names.join('\n')}\n`)
  return output === undefined ? [] : readBatch(Buffer.from(output))
}

/** The output of `git cat-file --batch`: a line with the size, the content and a line break for each. */
export function readBatch(output: Buffer): readonly (string | undefined)[] {
  const contents: (string | undefined)[] = []
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf('\n', at)
    const heading = output.subarray(at, end).toString()
    const size = / blob (\d+)$/.exec(heading)?.[1]
    at = end + 1
    contents.push(size === undefined ? undefined : output.subarray(at, at + Number(size)).toString())
    if (size !== undefined) at += Number(size) + 1
  }
  return contents
}

function readObject(content: string | undefined): KubernetesObject | undefined {
  try {
    const object = parse(content ?? '') as KubernetesObject | null
    return object?.kind !== undefined && object.metadata?.name !== undefined ? object : undefined
  } catch {
    return undefined
  }
}

/** How far commits of the cluster are behind the branch, counting those that change the environment. */
export async function commitFacts(
  root: string,
  environment: string,
  commits: readonly string[],
  branchCommit: string | undefined,
): Promise<ReadonlyMap<string, CommitFacts>> {
  const facts = new Map<string, CommitFacts>()
  for (const commit of new Set(commits)) {
    const count =
      branchCommit === undefined
        ? undefined
        : await git(root, ['rev-list', '--count', `${commit}..${branchCommit}`, '--', `environments/${environment}`])
    facts.set(commit, { behind: count === undefined ? undefined : Number(count) })
  }
  return facts
}

/** The commit of this clone, and whether the folder of the environment has changes that are not committed. */
export async function cloneState(
  root: string,
  environment: string,
): Promise<{ readonly commit: string | undefined; readonly isChanged: boolean }> {
  const commit = (await git(root, ['rev-parse', 'HEAD']))?.trim()
  const changes = await git(root, ['status', '--porcelain', '--', `environments/${environment}`])
  return { commit, isChanged: (changes ?? '').trim() !== '' }
}
