import { environmentsFolder, outputPath } from '@thanos-gitops/render'
import { isSource } from './comparison/base-tree.ts'
import { loadSourcesFor, sourcesRenderer } from './environments.ts'
import { committedFiles } from './git/committed-files.ts'
import { filesAtRevision } from './git/files-at-revision.ts'
import { git } from './git/git.ts'
import { outputsOf, readDeliverySettings } from './outputs.ts'
import { diskParseCache } from './parse-cache.ts'
import { checkedOut } from './sources/checked-out.ts'
import { useCheckedOutBase } from './sources/checked-out-base.ts'
import { sourcedFilesReader } from './sources/sourced-files.ts'

/**
 * Those of some committed files that were edited by hand: the commit that changed a file last does not render its content. Not known,
 * and so not included, is a file of a commit whose sources do not render with these packages, or that has other packages.
 *
 * @param files as in `OutputFile`
 */
export async function editedFiles(
  root: string,
  environment: string,
  files: readonly string[],
): Promise<ReadonlySet<string>> {
  const edited = new Set<string>()
  const committed = committedFiles(root, environment)
  for (const file of files) {
    const commit = committed.lastCommit(outputPath(file))
    if (commit === undefined) continue
    const rendered = (await rendererAt(root, commit))?.(environment)
    if (rendered?.get(file) === committed.current(outputPath(file))) continue
    if (rendered !== undefined && hasSamePackages(root, commit)) edited.add(file)
  }
  return edited
}

/** The content of each file that an environment renders to; undefined if it does not render. */
type Renderer = (environment: string) => ReadonlyMap<string, string> | undefined

/** By the commit. */
const renderers = new Map<string, Promise<Renderer | undefined>>()

/** Undefined for a commit whose sources cannot be used. Environments share the work on a commit. */
function rendererAt(root: string, commit: string): Promise<Renderer | undefined> {
  const known = renderers.get(commit) ?? createRendererAt(root, commit).catch(() => undefined)
  renderers.set(commit, known)
  return known
}

async function createRendererAt(root: string, commit: string): Promise<Renderer> {
  const contents = filesAtRevision(root, commit, ['base', environmentsFolder], isSource)
  const folder = checkedOut(root, contents)
  await useCheckedOutBase(root, folder, contents)
  const read = sourcedFilesReader(folder, await loadSourcesFor(folder, [], root), diskParseCache(root))
  const render = sourcesRenderer()
  const settings = readDeliverySettings(folder)
  const outputs = new Map<string, ReadonlyMap<string, string> | undefined>()
  return (environment) => {
    if (!outputs.has(environment)) {
      const sources = read(environment)
      const rendered = 'files' in sources ? render(sources) : sources
      outputs.set(
        environment,
        'environment' in rendered
          ? new Map(outputsOf(rendered, settings).map(({ file, text }) => [file, text]))
          : undefined,
      )
    }
    return outputs.get(environment)
  }
}

const hasSamePackages = (root: string, commit: string): boolean =>
  git(root, 'diff', '--quiet', commit, '--', 'packages') !== undefined
