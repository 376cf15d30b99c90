import { isObject, type Place, valueAt, type YamlFile, type YamlPath } from '@thanos-gitops/manifest'
import type { LayerFiles } from './layer-files.ts'
import { sharedKeys } from './layer-settings.ts'

/** A setting of a layer that a later layer or the environment sets too. */
export interface OverriddenSetting {
  /** `retention`, or `values.zone`. */
  readonly setting: string
  place(): Place
  /** The setting that applies. */
  by(): Place
}

export interface MergedSettings {
  /** `environment.yaml` with the settings of its layers. Each place is in the file that sets the value. */
  readonly settings: YamlFile
  readonly overridden: readonly OverriddenSetting[]
}

/**
 * Merges the settings of layers, in their order, and those of the environment. The last file that sets a key decides its whole value.
 * The names below `values` are keys of their own.
 */
export function mergedSettings(environment: YamlFile, layers: readonly LayerFiles[] = []): MergedSettings {
  const shared = layers.flatMap(({ settings }) => (isObject(settings?.value) ? [settings] : []))
  if (shared.length === 0 || !isObject(environment.value)) return { settings: environment, overridden: [] }
  const all = [...shared.flatMap((source) => settingsIn(source, true)), ...settingsIn(environment, false)]
  const applied = new Map(all.map((setting) => [keyOf(setting.path), setting]))
  const sourceOf = (path: YamlPath): YamlFile => applied.get(keyOf(path))?.source ?? environment
  return {
    settings: {
      ...environment,
      value: mergedValue(environment.value, [...applied.values()]),
      used: shared.flatMap((source) => (source.used ?? []).filter(({ path }) => sourceOf(path) === source)),
      unresolved: shared.flatMap((source) => (source.unresolved ?? []).filter((path) => sourceOf(path) === source)),
      place: (path) => sourceOf(path).place(path),
      keyPlace: (path) => sourceOf(path).keyPlace(path),
      typed: (path) => sourceOf(path).typed(path),
    },
    overridden: all
      .filter(({ source, path }) => sourceOf(path) !== source)
      .map(({ source, path }) => ({
        setting: path.join('.'),
        place: () => source.keyPlace(path),
        by: () => sourceOf(path).keyPlace(path),
      })),
  }
}

interface Setting {
  readonly source: YamlFile
  readonly path: YamlPath
}

/** Identifies the setting that a path is in. */
const keyOf = (path: YamlPath): string => path.slice(0, path[0] === 'values' ? 2 : 1).join('/')

/** The settings in a file: its keys, and the names below `values`. */
function settingsIn(source: YamlFile, isLayer: boolean): readonly Setting[] {
  const fields = source.value as Readonly<Record<string, unknown>>
  return Object.keys(fields)
    .filter((key) => !isLayer || (sharedKeys as readonly string[]).includes(key))
    .flatMap((key): readonly YamlPath[] => {
      const values = key === 'values' ? fields[key] : undefined
      return isObject(values) ? Object.keys(values).map((name) => [key, name]) : [[key]]
    })
    .map((path) => ({ source, path }))
}

function mergedValue(own: Readonly<Record<string, unknown>>, settings: readonly Setting[]): unknown {
  const merged: Record<string, unknown> = { ...own }
  const values: Record<string, unknown> = {}
  for (const { source, path } of settings) {
    const value = valueAt(source.value, path.map(String))
    if (path.length === 2) values[path[1]!] = value
    else merged[path[0]!] = value
  }
  return Object.keys(values).length === 0 ? merged : { ...merged, values }
}
