import type { Environment, Finding, Place, SourcedObject } from '@thanos-gitops/manifest'
import { readWrittenManifest } from '@thanos-gitops/manifest/read'
import { environmentsFolder, manifestsFolder } from '@thanos-gitops/render'
import { loadSourcesFor, sourcesRenderer } from './environments.ts'
import { sourcesExplainer } from './explain/sources-explainer.ts'
import { diskParseCache } from './parse-cache.ts'
import { type SourcedFiles, sourcedFilesReader } from './sources/sourced-files.ts'

/** A rendered environment with the sources of its fields. */
export interface SourcedEnvironment {
  readonly environment: Environment
  /** The revision to which it is pinned, and the line that sets it. Undefined for the working tree. */
  readonly source?: { readonly name: string; readonly place: Place }
  /** Each with its place in the manifest that a render writes, and the sources of each of its fields. */
  readonly objects: readonly SourcedObject[]
  /** The content of each manifest, by its file from the root. */
  readonly manifests: ReadonlyMap<string, string>
  /** The objects of each manifest, by its file from the root. */
  readonly objectsIn: ReadonlyMap<string, readonly SourcedObject[]>
}

/**
 * Renders environments in memory. The returned function returns the problems of an environment that does not render.
 * @param names the environments that the function is called with; none for all
 * @param repository the repository that has the pinned revisions, if the root is a copy of some of its files
 * @throws Failure with the problems of the base and, if it has some, of the sources of the environments
 */
export async function environmentReader(
  root: string,
  names: readonly string[] = [],
  repository?: string,
): Promise<(name: string) => SourcedEnvironment | readonly Finding[]> {
  const { read, render } = await environmentSources(root, names, repository)
  return (name) => {
    const result = read(name)
    return 'files' in result ? render(result) : result
  }
}

/** The two steps of `environmentReader`: the files of an environment, or their problems, and its render. The parameters are the same. */
export interface EnvironmentSources {
  read(name: string): SourcedFiles | readonly Finding[]
  render(read: SourcedFiles): SourcedEnvironment | readonly Finding[]
}

export async function environmentSources(
  root: string,
  names: readonly string[],
  repository?: string,
): Promise<EnvironmentSources> {
  const render = sourcesRenderer()
  const explain = sourcesExplainer()
  return {
    read: sourcedFilesReader(root, await loadSourcesFor(root, names, repository), diskParseCache(root)),
    render(read) {
      const rendered = render(read)
      if (!('environment' in rendered)) return rendered
      const { name, pin, environment: settings } = read.files
      const manifests = new Map<string, string>()
      const objectsIn = new Map<string, readonly SourcedObject[]>()
      for (const { manifest, origins, isPatched, originalImage } of explain(read, rendered)) {
        const file = `${environmentsFolder}/${name}/${manifestsFolder}/${manifest.file}`
        const { objects } = readWrittenManifest(file, manifest.text, manifest.object)
        manifests.set(file, manifest.text)
        objectsIn.set(
          file,
          objects.map((object) => ({ ...object, origins, isPatched, originalImage })),
        )
      }
      const source = pin === undefined ? {} : { source: { name: pin, place: settings.place(['source']) } }
      const objects = [...objectsIn.values()].flat()
      return { environment: rendered.environment, ...source, objects, manifests, objectsIn }
    },
  }
}
