import {
  type Environment,
  formatPointer,
  isObject,
  type Origin,
  type Place,
  referencesIn,
  type SettingValues,
  settingPath,
  type UsedValue,
  type ValueReference,
  valueAt,
  type YamlFile,
  type YamlPath,
} from '@thanos-gitops/manifest'
import { resolveReferences, settingGroup, settingsOf, settingValueIn } from '../base/resolve-references.ts'
import { usedValueAt } from '../values/resolve-file.ts'
import type { FieldHistory } from './field-history.ts'
import { originAt } from './origin-at.ts'

/** The environment of the history of a setting. */
interface SettingInput {
  readonly environment: Environment
  readonly settings: YamlFile
}

/**
 * The history of a setting that is a list, a mapping or a string, with the line of each of its fields.
 *
 * @param base the literal of the base that refers to the setting
 */
export function settingHistory(reference: ValueReference, base: Origin, input: SettingInput): FieldHistory {
  const value = finished(settingValueIn(input.environment, reference), reference, input.environment)
  const others = settingsInTemplate(reference, input)
  const rest = (child: unknown): readonly Origin[] => (typeof child === 'string' ? others : [])
  const group = settingGroup(input.environment, reference.group)
  if (group?.values[reference.field] === undefined)
    return historyOf(value, [], (_, child) => [...rest(child), { ...base, value: child }])
  return historyOf(value, [], (steps, child) => [
    ...originOf(group, reference, steps, child, input),
    ...rest(child),
    base,
  ])
}

/** The settings that each string of an element contains, such as the namespace in an address. */
function settingsInTemplate({ template }: ValueReference, { environment, settings }: SettingInput): readonly Origin[] {
  if (template === undefined) return []
  const values = settingsOf(environment)
  const names = new Set(referencesIn(JSON.stringify(template)).filter((name) => values[name] !== undefined))
  return [...names].flatMap((name) => {
    const path = name.split('.')
    const isSet = valueAt(settings.value, path) !== undefined
    const setting = originAt(() => placeOrTop(settings, isSet ? path : undefined), {
      layer: 'setting',
      value: values[name],
      note: isSet ? name : `${name}, by default`,
    })
    return settingOrigins(settings, path, setting)
  })
}

/** An element for each entry of a setting has settings of its own. */
const finished = (value: unknown, { template }: ValueReference, environment: Environment): unknown =>
  template === undefined ? value : resolveReferences(value, (reference) => settingsOf(environment)[reference])

function originOf(
  group: SettingValues<string>,
  { group: name, field }: ValueReference,
  steps: readonly string[],
  value: unknown,
  { settings }: SettingInput,
): readonly Origin[] {
  const path = settingPath(group, field, formatPointer(steps)) ?? [name]
  const setting = originAt(() => settings.place(path), { layer: 'setting', value, note: path.join('.') })
  return settingOrigins(settings, path, setting)
}

/** The place of a setting; the first line of the file for one that is not set. */
export const placeOrTop = (settings: YamlFile, path: YamlPath | undefined): Place =>
  path === undefined ? { file: settings.file, line: 1, column: 1 } : settings.place(path)

/** The origin of a setting; before it the value of the environment to which the setting of a layer refers. */
export function settingOrigins(settings: YamlFile, path: YamlPath, setting: Origin): readonly Origin[] {
  const used = usedValueAt(settings, path)
  return used === undefined
    ? [setting]
    : [originOfValue(used, setting.value, setting.place), { ...setting, value: used.shown }]
}

/** The origin of a value that a patch or an object refers to, and the place of the reference. */
export const originOfValue = ({ setting, place }: UsedValue, value: unknown, usedAt: Place): Origin => ({
  layer: 'setting',
  place: place(),
  value,
  note: setting,
  usedAt,
})

type Origins = (steps: readonly string[], value: unknown) => readonly Origin[]

function historyOf(value: unknown, steps: readonly string[], origins: Origins): FieldHistory {
  const own = { origins: origins(steps, value) }
  if (Array.isArray(value))
    return {
      ...own,
      children: value.map((item: unknown, index) => historyOf(item, [...steps, String(index)], origins)),
    }
  if (isObject(value))
    return {
      ...own,
      children: new Map(Object.entries(value).map(([key, child]) => [key, historyOf(child, [...steps, key], origins)])),
    }
  return own
}
