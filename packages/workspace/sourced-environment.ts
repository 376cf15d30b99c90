import type { Environment, Finding, SourcedObject } from '@thanos-gitops/manifest'
import { readManifestText } from '@thanos-gitops/manifest/read'
import { createRenderer, environmentsFolder, manifestsFolder, sourceProblems } from '@thanos-gitops/render'
import { explainer } from '@thanos-gitops/render/explain'
import { environmentFilesReader } from './environment-reader.ts'
import { loadBaseFor } from './environments.ts'
import { diskParseCache } from './parse-cache.ts'

/** A rendered environment with the sources of its fields. */
export interface SourcedEnvironment {
  readonly environment: Environment
  /** Each with its place in the manifest that a render writes, and the sources of each of its fields. */
  readonly objects: readonly SourcedObject[]
  /** The content of each manifest, by its file from the root. */
  readonly manifests: ReadonlyMap<string, string>
}

/**
 * Renders environments in memory. The returned function returns the problems of an environment that does not render.
 * @throws Failure with the problems of the base and, if it has some, of the sources of the environments
 */
export async function environmentReader(
  root: string,
  names: readonly string[] = [],
): Promise<(name: string) => SourcedEnvironment | readonly Finding[]> {
  const base = await loadBaseFor(root, names)
  const render = createRenderer(base)
  const explain = explainer(root, base)
  const read = environmentFilesReader(root, diskParseCache(root), (files) => sourceProblems(base, files))
  return (name) => {
    const files = read(name)
    if (!('environment' in files)) return files
    const rendered = render(files)
    if (!('environment' in rendered)) return rendered
    const manifests = new Map<string, string>()
    const objects = explain(files, rendered).flatMap(({ manifest, origins }) => {
      const file = `${environmentsFolder}/${name}/${manifestsFolder}/${manifest.file}`
      manifests.set(file, manifest.text)
      return readManifestText(file, manifest.text).objects.map((object) => ({ ...object, origins }))
    })
    return { environment: rendered.environment, objects, manifests }
  }
}
