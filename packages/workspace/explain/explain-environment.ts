import { Failure } from '@thanos-gitops/manifest'
import { createRenderer } from '@thanos-gitops/render'
import { type ExplainedManifest, explainer } from '@thanos-gitops/render/explain'
import { loadBase } from '../base/load-base.ts'
import { environmentFilesReader } from '../environment-reader.ts'

/** The manifests of a rendered environment with the sources of their fields. Throws a Failure if it does not render. */
export async function explainEnvironment(root: string, name: string): Promise<readonly ExplainedManifest[]> {
  const base = await loadBase(root)
  const files = environmentFilesReader(root)(name)
  if (!('environment' in files)) throw new Failure(files)
  const rendered = createRenderer(base)(files)
  if (!('manifests' in rendered)) throw new Failure(rendered)
  return explainer(root, base)(files, rendered)
}
