import { type Base, Failure, type Finding, readYaml, type YamlFile } from '@thanos-gitops/manifest'
import { type EnvironmentFiles, environmentsFolder } from '../environment/environment-files.ts'
import { layersFolder } from '../layers/layers-folder.ts'
import { createRenderer, type RenderedEnvironment } from '../render.ts'
import { applyEdits, type Edit } from './yaml-edits.ts'

/**
 * The contents of the source files of environments by their paths from the root: `environment.yaml`, the patch files, and those of
 * the layers.
 */
export type SourceFiles = ReadonlyMap<string, string>

/** Renders an environment from contents that are not on the disk. Files of other environments are ignored. */
export function renderSources(
  base: Base,
  files: EnvironmentFiles,
  sources: SourceFiles,
): RenderedEnvironment | readonly Finding[] {
  const findings: Finding[] = []
  const read = (file: string): YamlFile | undefined => {
    const result = readYaml(file, sources.get(file)!)
    if ('file' in result) return result
    findings.push(...result)
    return undefined
  }
  const environment = read(files.environment.file)
  const patchesIn = (folder: string): readonly YamlFile[] =>
    [...sources.keys()]
      .filter((file) => file.startsWith(`${folder}/patches/`))
      .sort()
      .map(read)
      .filter((patch) => patch !== undefined)
  const patches = patchesIn(`${environmentsFolder}/${files.name}`)
  // The layers of a pin are not in the working tree.
  const layers =
    files.pin === undefined
      ? files.layers?.map((layer) => ({ ...layer, patches: patchesIn(`${layersFolder}/${layer.name}`) }))
      : files.layers
  if (environment === undefined || findings.length > 0) return findings
  return createRenderer(base)({ ...files, environment, patches, ...(layers && { layers }) })
}

/** Throws a Failure with the findings if there are any. */
export function requireRendered(result: RenderedEnvironment | readonly Finding[]): RenderedEnvironment {
  if ('manifests' in result) return result
  throw new Failure(result)
}

/** The sources with edits in one file. */
export function editFile(sources: SourceFiles, file: string, edits: (content: string) => readonly Edit[]): SourceFiles {
  const content = sources.get(file)!
  return new Map(sources).set(file, applyEdits(content, edits(content)))
}
