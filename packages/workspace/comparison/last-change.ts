import { blobId, blobsAtRevision, filesAtRevision } from '../git/files-at-revision.ts'
import { git } from '../git/git.ts'
import { type LastChange, manifestsOf, parsedManifests, type RenderedFiles } from './base-tree.ts'

/**
 * The last commit up to a revision that changed the manifests of an environment. Undefined if a render now restores nothing of what was
 * before it: only a pull request that reverts it needs to know whether the cluster has it.
 *
 * @param contents the files at the revision
 */
export function lastChange(
  root: string,
  revision: string,
  contents: ReadonlyMap<string, string>,
  name: string,
  rendered: RenderedFiles,
): LastChange | undefined {
  const folder = manifestsOf(name)
  const differing = new Set([...contents.keys(), ...rendered.keys()].filter((file) => file.startsWith(`${folder}/`)))
  for (const file of differing) if (contents.get(file) === rendered.get(file)?.text) differing.delete(file)
  if (differing.size === 0) return undefined
  const log = git(root, 'log', '--first-parent', '--max-count=1', '--format=%H %P', revision, '--', folder)
  const [commit, parent] = log?.split(' ') ?? []
  if (!commit || !parent || !restoresSome(root, parent, folder, differing, rendered)) return undefined
  const before = filesAtRevision(root, parent, [folder])
  const short = parent.slice(0, 8)
  const { objects } = parsedManifests(
    [...before].filter(([file]) => file.endsWith('.yaml')),
    rendered,
    (file) => `${short}:${file}`,
  )
  return { commit: commit.slice(0, 8), before: objects }
}

/** Whether a file that differs is as a commit has it, or absent from both. Reads no content: git has its id. */
function restoresSome(
  root: string,
  commit: string,
  folder: string,
  differing: ReadonlySet<string>,
  rendered: RenderedFiles,
): boolean {
  const ids = new Map(blobsAtRevision(root, commit, [folder]).map(({ id, file }) => [file, id]))
  if (ids.size === 0) return false
  return [...differing].some((file) => {
    const id = ids.get(file)
    const text = rendered.get(file)?.text
    return id === undefined || text === undefined ? id === text : blobId(text, id) === id
  })
}
