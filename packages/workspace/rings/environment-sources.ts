import { Failure, type Finding, readOptionalFile, readYaml } from '@thanos-gitops/manifest'
import { environmentsFolder } from '@thanos-gitops/render'
import { git } from '../git/git.ts'
import { type PinnedRevision, pinnedFolders, pinnedRevisions } from '../git/pinned-revisions.ts'
import { sourceSetting } from '../sources/source-setting.ts'

/** The revision of the base and the layers from which an environment is rendered. */
export interface EnvironmentSource {
  /** As a pin names it. For the working tree, the newest commit of the base and the layers. */
  readonly name: string
  readonly commit: string
  readonly isPinned: boolean
  /** Equal for revisions whose base and layers are equal. */
  readonly content: string
}

/** The sources of environments. Throws a Failure for pins that cannot be used. */
export function environmentSources(root: string, names: readonly string[]): ReadonlyMap<string, EnvironmentSource> {
  const pins = new Map(names.map((name) => [name, sourceSetting(root, name)]))
  const tree = [...pins.values()].includes(undefined) ? treeCommit(root) : undefined
  const named = [...new Set([...pins.values(), tree])].filter((name) => name !== undefined)
  const revisions = pinnedRevisions(root, named)
  const problems: Finding[] = []
  const sources = new Map<string, EnvironmentSource>()
  for (const [name, pin] of pins) {
    const revision = revisions.get(pin ?? tree!)!
    if ('commit' in revision) sources.set(name, sourceOf(revision, pin !== undefined))
    else problems.push(pinProblem(root, name, revision))
  }
  if (problems.length > 0) throw new Failure(problems)
  return sources
}

const sourceOf = ({ name, commit, trees }: PinnedRevision, isPinned: boolean): EnvironmentSource => ({
  name,
  commit,
  isPinned,
  content: trees.join(),
})

function treeCommit(root: string): string {
  const commit = git(root, 'log', '--max-count=1', '--format=%H', '--', ...pinnedFolders)
  if (commit) return commit
  throw new Failure({
    code: 'base-revision',
    severity: 'error',
    message: `No commit of ${root} contains base/.`,
    remedy: 'Run the command in a clone with the whole history: git fetch --unshallow --tags',
  })
}

function pinProblem(
  root: string,
  name: string,
  { message, remedy }: { readonly message: string; readonly remedy: string },
): Finding {
  const file = `${environmentsFolder}/${name}/environment.yaml`
  const source = readYaml(file, readOptionalFile(root, file) ?? '')
  const place = 'file' in source ? source.place(['source']) : { file }
  return { code: 'source-unusable', severity: 'error', message, remedy, place }
}
