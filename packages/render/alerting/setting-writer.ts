import { formatPointer, isObject, type YamlPath } from '@thanos-gitops/manifest'

/** A place in `environment.yaml`, and the place in the settings of the base that it becomes. */
export interface Copied {
  readonly path: YamlPath
  /** The field of `alerting` and the steps below it: `['receivers', '0', 'name']`. */
  readonly steps: readonly string[]
}

/** A place below another one. `name` is the name of the field in the result, if it differs. */
export const below = ({ path, steps }: Copied, step: string | number, name: string | number = step): Copied => ({
  path: [...path, step],
  steps: [...steps, String(name)],
})

/** Remembers where each value of the settings comes from. */
export class SettingWriter {
  readonly paths = new Map<string, YamlPath>()

  /** Remembers the place of a value, and returns the value. */
  write<T>(value: T, { path, steps }: Copied): T {
    const [field = '', ...rest] = steps
    this.paths.set(`${field}${formatPointer(rest)}`, path)
    return value
  }

  /** A value as it is in `environment.yaml`. */
  copy(value: unknown, at: Copied): unknown {
    if (Array.isArray(value)) for (const [index, item] of value.entries()) this.copy(item, below(at, index))
    else if (isObject(value)) for (const [key, child] of Object.entries(value)) this.copy(child, below(at, key))
    return this.write(value, at)
  }
}
