import { Failure } from '@thanos-gitops/manifest'
import type { MovedTarget } from '@thanos-gitops/render/edit'
import type { EditableEnvironment } from '../edit/editable-environments.ts'
import { git } from '../git/git.ts'
import { pinnedFolders } from '../git/pinned-revisions.ts'
import { loadPins } from '../sources/environment-sources.ts'
import { pinFinding, sourcedFilesReader } from '../sources/sourced-files.ts'

/** The pin that a promotion gives to its target, or why it does not move. Both are undefined if there is nothing to move. */
export interface PromotedSource {
  readonly moved?: MovedTarget
  readonly skipped?: string
}

type Side = Pick<EditableEnvironment, 'files'>

/**
 * A promotion moves a pin to that of the other environment. If that one is rendered from the working tree, the pin moves to the
 * newest commit of the base and the layers. An environment without a pin gets none.
 */
export async function promotedSource(root: string, from: Side, to: Side): Promise<PromotedSource> {
  const { source, skipped } = nextSource(root, from, to)
  return source === undefined
    ? { ...(skipped === undefined ? {} : { skipped }) }
    : { moved: await movedTo(root, to, source) }
}

const movedTo = async (root: string, to: Side, source: string): Promise<MovedTarget> =>
  (await targetsAt(root, source))(to)

/**
 * Returns the function that reads an environment as it is at a revision: with its layers, and with its base.
 * The function throws a Failure if the revision or the files cannot be used.
 */
export async function targetsAt(root: string, source: string): Promise<(to: Side) => MovedTarget> {
  const sources = (await loadPins(root, [source])).get(source)!
  const read = sourcedFilesReader(root, () => sources)
  return ({ files: { name, environment } }) => {
    if (!('base' in sources)) throw new Failure(pinFinding(sources, environment.place(['source'])))
    const result = read(name)
    if (!('files' in result)) throw new Failure(result)
    return { source, base: sources.base, files: result.files }
  }
}

function nextSource(
  root: string,
  { files: from }: Side,
  { files: to }: Side,
): { readonly source?: string; readonly skipped?: string } {
  if (to.pin === undefined)
    return from.pin === undefined
      ? {}
      : { skipped: `source: ${from.pin}. ${to.name} sets no source, so it is rendered from the working tree.` }
  if (from.pin !== undefined) return from.pin === to.pin ? {} : { source: from.pin }
  if (git(root, 'status', '--porcelain', '--', ...pinnedFolders) !== '')
    return {
      skipped: `The source. ${from.name} is rendered from the working tree, and base/ or environments/layers/ has changes that are not committed.`,
    }
  const commit = git(root, 'log', '--max-count=1', '--format=%H', '--', ...pinnedFolders)
  return commit === undefined || commit.startsWith(to.pin) ? {} : { source: commit }
}
