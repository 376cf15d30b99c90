// The repository of thanos-gitops, fetched under names of its own: no remote, branch or tag of the team changes.
import { failure } from '../failure.ts'
import { git, linesOf, requiredGit } from '../git.ts'
import { fetchedRefs, refs, snapshotOf, type Version } from './refs.ts'

/** Runs `work` while the branches and tags of thanos-gitops are below `fetchedRefs`. */
export async function withUpstream<T>(root: string, address: string, work: () => Promise<T>): Promise<T> {
  try {
    await fetchUpstream(root, address)
    return await work()
  } finally {
    await deleteRefs(root, fetchedRefs)
  }
}

// Not with --depth: git would mark this repository as a shallow one, and then refuse pins.
async function fetchUpstream(root: string, address: string): Promise<void> {
  const wanted = ['tags', 'heads'].map((kind) => `+refs/${kind}/*:${fetchedRefs}/${kind}/*`)
  try {
    await requiredGit(root, ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--', address, ...wanted])
  } catch (error) {
    const [finding] = (error as { findings?: readonly { detail?: string }[] }).findings ?? []
    throw failure(
      'upgrade-upstream',
      `git cannot read ${address}.`,
      `Check the address and your access: git ls-remote ${address}`,
      finding?.detail,
    )
  }
}

/** Replaces the snapshots of an earlier upgrade. */
export async function keepSnapshots(root: string, versions: readonly Version[]): Promise<void> {
  const former = linesOf(await git(root, 'for-each-ref', '--format=%(refname)', refs))
  await remove(
    root,
    former.filter((ref) => !ref.startsWith(`${fetchedRefs}/`)),
  )
  for (const version of versions) {
    const commit = await commitTree(root, `${version.commit}^{tree}`, [], `thanos-gitops ${version.name}`)
    await requiredGit(root, ['update-ref', snapshotOf(version), commit])
  }
}

const deleteRefs = async (root: string, folder: string): Promise<void> =>
  remove(root, linesOf(await git(root, 'for-each-ref', '--format=%(refname)', folder)))

async function remove(root: string, names: readonly string[]): Promise<void> {
  if (names.length === 0) return
  await requiredGit(root, ['update-ref', '--stdin'], { input: names.map((name) => `delete ${name}\n`).join('') })
}

/** A name for a commit while an upgrade runs, which git writes into the markers of conflicts. */
export async function temporaryRef(root: string, name: string, commit: string): Promise<string> {
  const ref = `${fetchedRefs}/${name}`
  await requiredGit(root, ['update-ref', ref, commit])
  return ref.slice('refs/'.length)
}

/** A commit that no branch has. The same tree and parents give the same commit. */
export const commitTree = (
  root: string,
  tree: string,
  parents: readonly string[],
  message: string,
): Promise<string> => {
  const person = { NAME: 'thanos-gitops', EMAIL: 'thanos-gitops@localhost', DATE: '2000-01-01T00:00:00Z' }
  const env = Object.fromEntries(
    ['AUTHOR', 'COMMITTER'].flatMap((role) =>
      Object.entries(person).map(([field, value]) => [`GIT_${role}_${field}`, value] as const),
    ),
  )
  const args = ['commit-tree', '--no-gpg-sign', tree, '-m', message, ...parents.flatMap((parent) => ['-p', parent])]
  return requiredGit(root, args, { env })
}
