import type { ParseCache, YamlFile } from '@thanos-gitops/manifest'
import {
  environmentNames,
  type FleetReader,
  isEnvironmentName,
  type LayerReader,
  layerReader,
  readEnvironmentSettings,
} from '@thanos-gitops/render'
import { pinnedRevisions } from './git/pinned-revisions.ts'
import { revisionFolder } from './sources/revision-files.ts'
import { sourceSetting } from './sources/source-setting.ts'

/**
 * The settings of all environments, each read once and only if it is used. Those of an environment with a pin contain the layers of
 * the pinned revision.
 */
export function fleetReader(root: string, cache?: ParseCache): FleetReader {
  const settings = new Map<string, YamlFile | undefined>()
  const layers = new Map<string | undefined, LayerReader | undefined>()
  let names: readonly string[] | undefined
  const layersOf = (environment: string): LayerReader | undefined => {
    const source = sourceSetting(root, environment, cache)
    if (!layers.has(source)) layers.set(source, layersAt(root, source, cache))
    return layers.get(source)
  }
  const read = (name: string): YamlFile | undefined => {
    const reader = layersOf(name)
    return reader && readEnvironmentSettings(root, name, reader, cache)
  }
  return {
    names: () => (names ??= environmentNames(root).filter(isEnvironmentName)),
    settings(name) {
      if (!settings.has(name)) settings.set(name, read(name))
      return settings.get(name)
    },
  }
}

/** Undefined for a pin that cannot be used, which is reported for the environment that has it. */
function layersAt(root: string, source: string | undefined, cache: ParseCache | undefined): LayerReader | undefined {
  if (source === undefined) return layerReader(root, cache)
  const revision = pinnedRevisions(root, [source]).get(source)!
  return 'commit' in revision ? layerReader(revisionFolder(root, revision), cache) : undefined
}
