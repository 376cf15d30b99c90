import type { YamlPath } from './yaml/read-source.ts'

/** A mapping of `environment.yaml` whose values base objects use as they are: numbers, lists and mappings as well as strings. */
export interface SettingValues<Field extends string> {
  readonly values: Readonly<Partial<Record<Field, unknown>>>
  /** The path in `environment.yaml` of each value, by its field and JSON Pointer: `receivers/0/slack_configs`. */
  readonly paths: ReadonlyMap<string, YamlPath>
}

/** The path in `environment.yaml` of a value, or of the nearest value that contains it. Undefined for a default. */
export function settingPath({ paths }: SettingValues<string>, field: string, pointer: string): YamlPath | undefined {
  for (let key = `${field}${pointer}`; ; key = key.slice(0, key.lastIndexOf('/'))) {
    const path = paths.get(key)
    if (path !== undefined || !key.includes('/')) return path
  }
}
