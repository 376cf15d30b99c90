import { Failure, type Finding } from '@thanos-gitops/manifest'
import type { RenderedEnvironment } from '@thanos-gitops/render'
import type { ExplainedManifest } from '@thanos-gitops/render/explain'
import { loadSourcesFor, sourcesRenderer } from '../environments.ts'
import { diskParseCache } from '../parse-cache.ts'
import { loadSources } from '../sources/environment-sources.ts'
import { sourcedFilesReader } from '../sources/sourced-files.ts'
import { sourcesExplainer } from './sources-explainer.ts'

/** The manifests of a rendered environment with the sources of their fields. Throws a Failure if it does not render. */
export async function explainEnvironment(root: string, name: string): Promise<readonly ExplainedManifest[]> {
  const read = sourcedFilesReader(root, await loadSources(root, [name]))(name)
  if (!('files' in read)) throw new Failure(read)
  const rendered = sourcesRenderer()(read)
  if (!('manifests' in rendered)) throw new Failure(rendered)
  return sourcesExplainer()(read, rendered)
}

/** A rendered environment with the sources of each line of its manifests. */
export interface ExplainedEnvironment {
  readonly rendered: RenderedEnvironment
  readonly manifests: readonly ExplainedManifest[]
}

/**
 * Explains environments one after the other: the memory of the first is free before the second is made. The returned function
 * returns the problems of an environment that does not render.
 * @throws Failure with the problems of the base
 */
export async function environmentExplainer(
  root: string,
  names: readonly string[],
): Promise<(name: string) => ExplainedEnvironment | readonly Finding[]> {
  const read = sourcedFilesReader(root, await loadSourcesFor(root, names), diskParseCache(root))
  const render = sourcesRenderer()
  const explain = sourcesExplainer()
  return (name) => {
    const result = read(name)
    if (!('files' in result)) return result
    const rendered = render(result)
    return 'manifests' in rendered ? { rendered, manifests: explain(result, rendered) } : rendered
  }
}
