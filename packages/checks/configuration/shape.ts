import { isObject, nearest } from '@thanos-gitops/manifest'
import { valueProblem } from '@thanos-gitops/workloads'

/** What a program's own configuration type takes. Values with a placeholder cannot be judged. */
export type Shape =
  | 'any'
  | 'string'
  | 'bool'
  | 'int'
  | 'float'
  /** Prometheus' durations: 30d. */
  | 'duration'
  /** Go's durations: 36h, and nanoseconds as a number. */
  | 'go-duration'
  | 'bytes'
  | 'strings'
  | { readonly oneOf: readonly string[] }
  | { readonly list: Shape }
  | { readonly values: Shape }
  | Fields

export interface Fields {
  readonly fields: Readonly<Record<string, Shape>>
  readonly required?: readonly string[]
}

export interface Misfit {
  readonly steps: readonly (string | number)[]
  readonly message: string
  readonly remedy?: string
}

/** All that does not fit, as strictly as `yaml.UnmarshalStrict` into a Go struct. */
export function misfits(shape: Shape, value: unknown, steps: readonly (string | number)[] = []): Misfit[] {
  // Go takes null for the zero value of any type.
  if (shape === 'any' || value === null || value === undefined || (typeof value === 'string' && /\$[({]\w/.test(value)))
    return []
  if (typeof shape === 'object') {
    if ('fields' in shape) return fieldMisfits(shape, value, steps)
    if ('list' in shape)
      return Array.isArray(value)
        ? value.flatMap((item: unknown, index) => misfits(shape.list, item, [...steps, index]))
        : [misfit(steps, value, 'a list')]
    if ('values' in shape)
      return isObject(value)
        ? Object.entries(value).flatMap(([key, item]) => misfits(shape.values, item, [...steps, key]))
        : [misfit(steps, value, 'a mapping')]
    return shape.oneOf.includes(String(value))
      ? []
      : [misfit(steps, value, `one of ${shape.oneOf.map((one) => (one === '' ? '""' : one)).join(', ')}`)]
  }
  const wanted = scalarProblem(shape, value)
  return wanted === undefined ? [] : [misfit(steps, value, wanted)]
}

function scalarProblem(shape: Exclude<Shape, object>, value: unknown): string | undefined {
  switch (shape) {
    case 'string':
      return typeof value === 'object' ? 'a text' : undefined
    case 'bool':
      return typeof value === 'boolean' ? undefined : 'true or false'
    case 'int':
      return Number.isInteger(value) ? undefined : 'a whole number'
    case 'float':
      return typeof value === 'number' ? undefined : 'a number'
    case 'strings':
      return Array.isArray(value) && value.every((item) => typeof item !== 'object') ? undefined : 'a list of texts'
    case 'duration':
      return typeof value === 'object' ? 'a duration' : valueProblem({ type: 'model-duration' }, String(value))
    case 'go-duration':
      return typeof value === 'number' ? undefined : valueProblem({ type: 'go-duration' }, String(value))
    case 'bytes':
      return typeof value === 'number'
        ? undefined
        : /^\d+(?:\.\d+)?(?:[KMGTPE]i?)?B?$/i.test(String(value))
          ? undefined
          : 'a size such as 1MiB'
    case 'any':
      return undefined
  }
}

const misfit = (steps: readonly (string | number)[], value: unknown, wanted: string): Misfit => ({
  steps,
  message: `${steps.at(-1) ?? 'the document'} is ${typeof value === 'object' ? (Array.isArray(value) ? 'a list' : 'a mapping') : String(value)}, and must be ${wanted}.`,
})

function fieldMisfits(
  { fields, required = [] }: Fields,
  value: unknown,
  steps: readonly (string | number)[],
): Misfit[] {
  if (!isObject(value)) return [misfit(steps, value, 'a mapping')]
  const known = Object.keys(value).flatMap((key): Misfit[] => {
    if (Object.hasOwn(fields, key)) return misfits(fields[key]!, value[key], [...steps, key])
    const similar = nearest(key, Object.keys(fields))
    return [
      {
        steps: [...steps, key],
        message: `there is no field ${[...steps, key].join('.')}.`,
        ...(similar !== undefined && { remedy: `Did you mean ${similar}?` }),
      },
    ]
  })
  const missing = required.filter((name) => value[name] === undefined || value[name] === null || value[name] === '')
  return [...known, ...missing.map((name) => ({ steps, message: `${[...steps, name].join('.')} is missing.` }))]
}
