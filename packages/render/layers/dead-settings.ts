import { type Finding, type Place, placeText } from '@thanos-gitops/manifest'
import { layerOf } from './layers-folder.ts'
import type { OverriddenSetting } from './merged-settings.ts'

/** Why a setting of a layer has no effect in an environment. */
interface DeadSetting {
  readonly layer: string
  /** `retention`, or `values.zone`. */
  readonly setting: string
  readonly place: Place
  /** The setting that applies instead; absent for a value that no reference names. */
  readonly by?: Place
}

/** The settings of layers that have no effect in an environment, by their places. */
export type DeadSettings = ReadonlyMap<string, DeadSetting>

interface Rendered {
  readonly overriddenSettings: readonly OverriddenSetting[]
  readonly unusedValues: readonly { readonly name: string; readonly place: Place }[]
}

export function deadSettings({ overriddenSettings, unusedValues }: Rendered): DeadSettings {
  const all = [
    ...overriddenSettings.map(({ setting, place, by }) => ({ setting, place: place(), by: by() })),
    ...unusedValues.map(({ name, place }) => ({ setting: `values.${name}`, place })),
  ]
  return new Map(
    all.flatMap((one) => {
      const layer = layerOf(one.place.file)
      return layer === undefined ? [] : [[placeText(one.place), { ...one, layer }] as const]
    }),
  )
}

/**
 * The warnings about settings that have no effect in any environment that lists their layer.
 *
 * @param environments by name; a layer of which an environment is missing here has no result
 * @param users the environments that list each layer
 */
export const deadSettingFindings = (
  environments: ReadonlyMap<string, DeadSettings>,
  users: ReadonlyMap<string, readonly string[]>,
): readonly Finding[] =>
  [...users].flatMap(([layer, names]) => {
    const [first, ...others] = names.map((name) => environments.get(name))
    if (first === undefined || others.includes(undefined)) return []
    return [...first]
      .filter(([, dead]) => dead.layer === layer)
      .map(([key, dead]) => [dead, ...others.map((other) => other!.get(key))])
      .filter((all): all is DeadSetting[] => !all.includes(undefined))
      .map(findingOf)
  })

function findingOf(reasons: readonly DeadSetting[]): Finding {
  const { layer, setting, place } = reasons[0]!
  const by = [...new Set(reasons.flatMap((reason) => (reason.by === undefined ? [] : placeText(reason.by))))]
  const isOverridden = reasons.every((reason) => reason.by !== undefined)
  return {
    code: isOverridden ? 'layer-setting-overridden' : 'value-unused',
    severity: 'warning',
    message: isOverridden
      ? `Every environment that lists ${layer} overrides ${setting}: ${by.slice(0, 3).join(', ')}${by.length > 3 ? ` and ${by.length - 3} more` : ''}.`
      : `No environment that lists ${layer} refers to ${setting}.`,
    remedy: 'Remove the line.',
    place,
  }
}
