import { type DeclaredValue, isObject, type Place, type YamlFile, type YamlPath } from '@thanos-gitops/manifest'

/** What a reference can name in an environment. */
export interface NamedValue {
  /** Undefined if the declaration has a problem, which the reader of `environment.yaml` reports. */
  readonly value: DeclaredValue | undefined
  /** `values.zone`, or `cluster`. */
  readonly setting: string
  readonly isDeclared: boolean
  place(): Place
  /** A value without quotes as it is typed. */
  typed(): string | undefined
}

/** The settings that references can name without a declaration. */
export const namedSettings = ['cluster', 'namespace'] as const

/** The values that references can name: those of `values`, and the settings that every environment has. */
export function namedValues(settings: YamlFile): ReadonlyMap<string, NamedValue> {
  const fields = isObject(settings.value) ? settings.value : {}
  const named = (path: YamlPath, value: unknown, isDeclared: boolean): NamedValue => ({
    value: isDeclarable(value) ? value : undefined,
    setting: path.join('.'),
    isDeclared,
    place: () => settings.place(path),
    typed: () => settings.typed(path),
  })
  const declared = isObject(fields.values) ? Object.entries(fields.values) : []
  return new Map([
    ...declared.map(([name, value]) => [name, named(['values', name], value, true)] as const),
    ...namedSettings.map((name) => [name, named([name], fields[name], false)] as const),
  ])
}

/** Whether a value can be declared: a string on one line, an integer, a boolean. */
export const isDeclarable = (value: unknown): value is DeclaredValue =>
  typeof value === 'string' ? !/[\r\n]/.test(value) : typeof value === 'boolean' || Number.isSafeInteger(value)
