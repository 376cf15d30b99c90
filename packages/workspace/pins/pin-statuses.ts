import { Failure, type Finding } from '@thanos-gitops/manifest'
import { chooseEnvironments, type RenderedEnvironment } from '@thanos-gitops/render'
import { validBase } from '../base/load-base.ts'
import { sourcesRenderer } from '../environments.ts'
import { git } from '../git/git.ts'
import { type PinnedRevision, pinnedFolders } from '../git/pinned-revisions.ts'
import { diskParseCache } from '../parse-cache.ts'
import { readRings } from '../rings/read-rings.ts'
import { loadSources, workingTree } from '../sources/environment-sources.ts'
import { sourceSetting } from '../sources/source-setting.ts'
import { type SourcedFiles, sourcedFilesReader } from '../sources/sourced-files.ts'
import { type ObjectCounts, objectCounts } from './object-counts.ts'

/** What an environment is rendered from, and what it lacks. */
export interface PinStatus {
  readonly environment: string
  /** Undefined in a repository without rings. */
  readonly ring?: string
  /** Undefined for the working tree. */
  readonly pin?: {
    readonly source: string
    readonly commit: string
    /** Commits of this branch since then that change the base or a layer, without tests and documents. */
    readonly behind: number
    /** Whether the revision is in the history of this branch. */
    readonly isInHistory: boolean
    /** What a render from the working tree changes. */
    readonly change: ObjectCounts | { readonly problems: readonly Finding[] }
  }
}

/**
 * The pins of environments, in the order of their rings and names.
 * @param names none for all environments
 * @param onStep gets how far it is, for a person who waits
 * @returns also the problems of environments that do not render
 */
export async function pinStatuses(
  root: string,
  names: readonly string[],
  onStep?: (state: string) => void,
): Promise<{ readonly statuses: readonly PinStatus[]; readonly problems: readonly Finding[] }> {
  const chosen = chooseEnvironments(root, names)
  const read = sourcedFilesReader(root, await loadSources(root, chosen), diskParseCache(root))
  const render = sourcesRenderer()
  const problems: Finding[] = []
  const pinned: {
    readonly result: SourcedFiles
    readonly rendered: RenderedEnvironment
    readonly pin: PinnedRevision
  }[] = []
  const statuses = new Map<string, PinStatus>()
  for (const [index, name] of chosen.entries()) {
    onStep?.(`${index} of ${chosen.length} environments rendered`)
    const result = read(name)
    const rendered = 'files' in result ? render(result) : result
    if (!('files' in result) || !('manifests' in rendered)) problems.push(...(rendered as readonly Finding[]))
    else if (result.sources.pin === undefined) statuses.set(name, { environment: name, ...ringOf(rendered) })
    else pinned.push({ result, rendered, pin: result.sources.pin })
  }
  const moved = pinned.length === 0 ? undefined : await treeRenderer(root)
  for (const [index, { result, rendered, pin }] of pinned.entries()) {
    onStep?.(`${index} of ${pinned.length} pinned environments compared`)
    const after = moved!(result)
    const change = 'manifests' in after ? objectCounts(rendered.manifests, after.manifests) : { problems: after }
    const { name } = result.files
    statuses.set(name, {
      environment: name,
      ...ringOf(rendered),
      pin: { source: pin.name, commit: pin.commit, ...historyOf(root, pin.commit), change },
    })
  }
  const order = ringOrder(root)
  const found = chosen.flatMap((name) => statuses.get(name) ?? [])
  return { statuses: found.sort((a, b) => order(a.ring) - order(b.ring)), problems }
}

/** The pins of the environments that have one. The others are not rendered. */
export async function pinsOf(
  root: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, NonNullable<PinStatus['pin']>>> {
  const cache = diskParseCache(root)
  const pinned = names.filter((name) => sourceSetting(root, name, cache) !== undefined)
  const { statuses } = pinned.length === 0 ? { statuses: [] } : await pinStatuses(root, pinned)
  return new Map(statuses.flatMap(({ environment, pin }) => (pin === undefined ? [] : [[environment, pin] as const])))
}

const ringOf = ({ environment: { ring } }: RenderedEnvironment): Pick<PinStatus, 'ring'> =>
  ring === undefined ? {} : { ring }

/** Returns the position of a ring. All are equal if the rings have problems, which `render` reports. */
function ringOrder(root: string): (ring: string | undefined) => number {
  try {
    const rings = readRings(root)
    const names = rings === undefined ? [] : rings.rings.map(({ name }) => name)
    return (ring) => (ring === undefined ? -1 : names.indexOf(ring))
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return () => 0
  }
}

/** Renders environments from the working tree, whatever their pin. Returns all their problems if its base has some. */
async function treeRenderer(root: string): Promise<(read: SourcedFiles) => RenderedEnvironment | readonly Finding[]> {
  try {
    const tree = workingTree(root, await validBase(root))
    const read = sourcedFilesReader(root, () => tree)
    const render = sourcesRenderer()
    return ({ files: { name } }) => {
      const result = read(name)
      return 'files' in result ? render(result) : result
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const { findings } = error
    return () => findings
  }
}

function historyOf(root: string, commit: string): { readonly behind: number; readonly isInHistory: boolean } {
  const paths = [...pinnedFolders, ':(exclude)*.md', ':(exclude)*.test.ts', ':(exclude)base/testing']
  return {
    behind: Number(git(root, 'rev-list', '--count', `${commit}..HEAD`, '--', ...paths) ?? 0),
    isInHistory: git(root, 'merge-base', '--is-ancestor', commit, 'HEAD') !== undefined,
  }
}
