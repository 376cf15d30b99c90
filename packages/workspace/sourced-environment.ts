import type { Environment, Finding, SourcedObject } from '@thanos-gitops/manifest'
import { readManifestText } from '@thanos-gitops/manifest/read'
import { createRenderer, environmentsFolder, manifestsFolder, readEnvironmentFiles } from '@thanos-gitops/render'
import { explainer } from '@thanos-gitops/render/explain'
import { loadBase } from './load-base.ts'
import { diskParseCache } from './parse-cache.ts'

export interface SourcedEnvironment {
  readonly environment: Environment
  /** Each with its place in the manifest that would be written, and who wrote each of its fields. */
  readonly objects: readonly SourcedObject[]
  /** The text of each manifest, by its file from the root. */
  readonly texts: ReadonlyMap<string, string>
}

/** Renders environments in memory, for what looks at their objects and says where a value comes from. */
export async function environmentReader(
  root: string,
): Promise<(name: string) => SourcedEnvironment | readonly Finding[]> {
  const base = await loadBase(root)
  const render = createRenderer(base)
  const explain = explainer(root, base)
  const cache = diskParseCache(root)
  return (name) => {
    const files = readEnvironmentFiles(root, name, cache)
    if (!('environment' in files)) return files
    const rendered = render(files)
    if (!('environment' in rendered)) return rendered
    const texts = new Map<string, string>()
    const objects = explain(files, rendered).flatMap(({ manifest, origins }) => {
      const file = `${environmentsFolder}/${name}/${manifestsFolder}/${manifest.file}`
      texts.set(file, manifest.text)
      return readManifestText(file, manifest.text).objects.map((object) => ({ ...object, origins }))
    })
    return { environment: rendered.environment, objects, texts }
  }
}
