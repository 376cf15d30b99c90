import { Failure, type Finding, isObject, type ParseCache, readOptionalFile, readYaml } from '@thanos-gitops/manifest'
import {
  type EnvironmentFiles,
  environmentNames,
  environmentsFolder,
  isEnvironmentName,
  type LayerReader,
  layerReader,
  type PartialFiles,
  readEnvironmentFiles,
} from '@thanos-gitops/render'
import { fleetReader } from './fleet-reader.ts'

/**
 * Returns the function that reads the source files of an environment, or returns all of their problems. It also finds the other
 * environments with the same `cluster`, whose files it reads once.
 */
export function environmentFilesReader(
  root: string,
  cache?: ParseCache,
  problemsOf?: (files: PartialFiles) => readonly Finding[],
  layersOf: (name: string) => LayerReader = sameLayers(layerReader(root, cache)),
): (name: string) => EnvironmentFiles | readonly Finding[] {
  let clusters: ReadonlyMap<string, readonly string[]> | undefined
  const fleet = fleetReader(root, cache)
  return (name) => {
    const files = readEnvironmentFiles(root, name, cache, problemsOf, layersOf(name))
    if (!('environment' in files)) return files
    clusters ??= environmentsByCluster(root, cache)
    const cluster = clusterOf(files.environment.value)
    const sameCluster = (clusters.get(cluster ?? '') ?? []).filter((other) => other !== name)
    return { ...files, fleet, ...(sameCluster.length === 0 ? {} : { sameCluster }) }
  }
}

const sameLayers = (layers: LayerReader) => (): LayerReader => layers

function environmentsByCluster(root: string, cache: ParseCache | undefined): ReadonlyMap<string, readonly string[]> {
  const clusters = new Map<string, string[]>()
  for (const name of environmentNames(root).filter(isEnvironmentName)) {
    const cluster = clusterIn(root, `${environmentsFolder}/${name}/environment.yaml`, cache)
    if (cluster === undefined) continue
    const names = clusters.get(cluster) ?? []
    names.push(name)
    clusters.set(cluster, names)
  }
  return clusters
}

/** Undefined also for a file with a problem, which is reported where the environment is read. */
function clusterIn(root: string, file: string, cache: ParseCache | undefined): string | undefined {
  try {
    const content = readOptionalFile(root, file) ?? ''
    // A parser takes a hundred times as long. Most files have a plain line.
    const plain = /^cluster: ([\w.:/@-]+)$/m.exec(content)?.[1]
    if (plain !== undefined) return plain
    const source = readYaml(file, content, cache)
    return 'file' in source ? clusterOf(source.value) : undefined
  } catch (error) {
    if (error instanceof Failure) return undefined
    throw error
  }
}

const clusterOf = (settings: unknown): string | undefined =>
  isObject(settings) && typeof settings.cluster === 'string' ? settings.cluster : undefined
