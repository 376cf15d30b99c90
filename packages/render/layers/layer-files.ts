import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Finding, type ParseCache, readOptionalFolder, type YamlFile } from '@thanos-gitops/manifest'
import { isLeftover } from '../environment/leftover-folder.ts'
import { readSource } from '../environment/read-source.ts'
import { sourceFilesIn } from '../environment/source-files-in.ts'
import { readLayerNames } from './layer-names.ts'
import { checkLayerSettings, layerFile } from './layer-settings.ts'
import { layersFolder } from './layers-folder.ts'

/** The source files of a layer, parsed. */
export interface LayerFiles {
  readonly name: string
  /** The settings that it gives to the environments. Absent without `layer.yaml`. */
  readonly settings?: YamlFile
  /** In the order of their names, in which they are applied. */
  readonly patches: readonly YamlFile[]
  /** Objects that the environments have in addition to the base. */
  readonly resources: readonly YamlFile[]
}

/** The settings of the layers that have some. */
export const layerSettings = ({ layers = [] }: { readonly layers?: readonly LayerFiles[] }): readonly YamlFile[] =>
  layers.flatMap(({ settings }) => settings ?? [])

/** The layers of the working tree or of a revision. */
export interface LayerReader {
  /** The layers that exist. */
  names(): readonly string[]
  /** Reads a layer that exists, or returns all problems of its files. */
  read(name: string): LayerFiles | readonly Finding[]
}

/** The folders of `environments/layers/`, sorted. A link is not a layer. Throws a Failure if the folder cannot be read. */
export function layerNames(root: string): readonly string[] {
  if (readOptionalFolder(root, layersFolder) === undefined) return []
  return readdirSync(join(root, layersFolder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .filter((name) => !isLeftover(join(root, layersFolder, name)))
    .sort()
}

/**
 * Reads each layer and the list of layers once for all environments that list it.
 * @param displayFile a path from the root, as places name it
 */
export function layerReader(
  root: string,
  cache?: ParseCache,
  displayFile = (file: string): string => file,
): LayerReader {
  const layers = new Map<string, LayerFiles | readonly Finding[]>()
  let names: readonly string[] | undefined
  return {
    names() {
      names ??= layerNames(root)
      return names
    },
    read(name) {
      const known = layers.get(name) ?? readLayerFiles(root, name, cache, displayFile)
      layers.set(name, known)
      return known
    },
  }
}

const folders = { patch: 'patches', resource: 'resources' } as const

function readLayerFiles(
  root: string,
  name: string,
  cache: ParseCache | undefined,
  displayFile: (file: string) => string,
): LayerFiles | readonly Finding[] {
  const findings: Finding[] = []
  const read = (content: 'patch' | 'resource'): readonly YamlFile[] =>
    sourceFilesIn(root, `${layersFolder}/${name}/${folders[content]}`, content, findings).flatMap(
      (file): readonly YamlFile[] => {
        const source = readSource(root, file, cache, displayFile(file)) ?? []
        if ('file' in source) return [source]
        findings.push(...source)
        return []
      },
    )
  const [patches, resources] = [read('patch'), read('resource')]
  const file = `${layersFolder}/${name}/${layerFile}`
  const settings = readSource(root, file, cache, displayFile(file))
  if (settings !== undefined && 'file' in settings) checkLayerSettings(settings, findings)
  else findings.push(...(settings ?? []))
  if (findings.length > 0) return findings
  return { name, ...(settings && 'file' in settings ? { settings } : {}), patches, resources }
}

/**
 * The readable layers that an `environment.yaml` lists, in its order. Problems of the list and of the layers are added to
 * `findings`.
 */
export function listedLayers(
  environment: string,
  source: YamlFile,
  reader: LayerReader,
  findings: Finding[],
): readonly LayerFiles[] {
  return readLayerNames(source, reader.names, findings).flatMap((name): readonly LayerFiles[] => {
    const layer = reader.read(name)
    if ('patches' in layer) return [layer]
    findings.push(...layer.map((finding) => ({ ...finding, environments: [environment] })))
    return []
  })
}
