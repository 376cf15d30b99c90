import type { RenderedEnvironment } from '@thanos-gitops/render'
import { type ExplainedManifest, explainer } from '@thanos-gitops/render/explain'
import type { Sources } from '../sources/environment-sources.ts'
import type { SourcedFiles } from '../sources/sourced-files.ts'

/** Returns the function that explains an environment. Environments with the same sources share what is read of them. */
export function sourcesExplainer(): (
  read: SourcedFiles,
  rendered: RenderedEnvironment,
) => readonly ExplainedManifest[] {
  const explainers = new Map<Sources, ReturnType<typeof explainer>>()
  return ({ files, sources }, rendered) => {
    let explain = explainers.get(sources)
    if (explain === undefined) {
      explain = explainer(sources.folder(), sources.base, sources.displayFile)
      explainers.set(sources, explain)
    }
    return explain(files, rendered)
  }
}
