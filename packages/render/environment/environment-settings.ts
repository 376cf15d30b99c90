import type { Finding, ParseCache, YamlFile } from '@thanos-gitops/manifest'
import { type LayerReader, listedLayers } from '../layers/layer-files.ts'
import { resolveFiles } from '../values/resolve-files.ts'
import { environmentsFolder } from './environment-files.ts'
import { readSource } from './read-source.ts'

/** Reads `environment.yaml` with the settings of its layers, without patches; undefined if a file of them cannot be read. */
export function readEnvironmentSettings(
  root: string,
  name: string,
  layers: LayerReader,
  cache?: ParseCache,
): YamlFile | undefined {
  const source = readSource(root, `${environmentsFolder}/${name}/environment.yaml`, cache)
  if (source === undefined || !('file' in source)) return undefined
  const problems: Finding[] = []
  const listed = listedLayers(name, source, layers, problems)
  return problems.length > 0
    ? undefined
    : resolveFiles({ environment: source, patches: [], layers: listed }, () => {}).files.environment
}
