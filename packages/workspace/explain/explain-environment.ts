import { Failure } from '@thanos-gitops/manifest'
import type { ExplainedManifest } from '@thanos-gitops/render/explain'
import { sourcesRenderer } from '../environments.ts'
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
