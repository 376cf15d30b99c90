import { isObject, nearest } from '@thanos-gitops/manifest'
import { valueProblem } from '@thanos-gitops/workloads'

/** The type of a configuration in the program that reads it. Values with a placeholder are accepted. */
export type ConfigurationType =
  | 'any'
  | 'string'
  | 'bool'
  | 'int'
  | 'float'
  /** A duration of Prometheus: `30d`. */
  | 'duration'
  /** A duration of Go: `36h`, or nanoseconds as a number. */
  | 'go-duration'
  | 'bytes'
  | 'strings'
  | { readonly oneOf: readonly string[] }
  | { readonly list: ConfigurationType }
  | { readonly values: ConfigurationType }
  | StructType

export interface StructType {
  readonly fields: Readonly<Record<string, ConfigurationType>>
  readonly required?: readonly string[]
}

export interface TypeMismatch {
  readonly steps: readonly (string | number)[]
  readonly message: string
  readonly remedy?: string
}

/** Everything in a value that `yaml.UnmarshalStrict` into such a Go type rejects. */
export function typeMismatches(
  type: ConfigurationType,
  value: unknown,
  steps: readonly (string | number)[] = [],
): TypeMismatch[] {
  // In Go, null is the zero value of any type.
  if (type === 'any' || value === null || value === undefined || (typeof value === 'string' && /\$[({]\w/.test(value)))
    return []
  if (typeof type === 'object') {
    if ('fields' in type) return structMismatches(type, value, steps)
    if ('list' in type)
      return Array.isArray(value)
        ? value.flatMap((item: unknown, index) => typeMismatches(type.list, item, [...steps, index]))
        : [mismatch(steps, value, 'a list')]
    if ('values' in type)
      return isObject(value)
        ? Object.entries(value).flatMap(([key, item]) => typeMismatches(type.values, item, [...steps, key]))
        : [mismatch(steps, value, 'a mapping')]
    return type.oneOf.includes(String(value))
      ? []
      : [mismatch(steps, value, `one of ${type.oneOf.map((one) => (one === '' ? '""' : one)).join(', ')}`)]
  }
  const expected = scalarProblem(type, value)
  return expected === undefined ? [] : [mismatch(steps, value, expected)]
}

function scalarProblem(type: Exclude<ConfigurationType, object>, value: unknown): string | undefined {
  switch (type) {
    case 'string':
      return typeof value === 'object' ? 'a string' : undefined
    case 'bool':
      return typeof value === 'boolean' ? undefined : 'true or false'
    case 'int':
      return Number.isInteger(value) ? undefined : 'a whole number'
    case 'float':
      return typeof value === 'number' ? undefined : 'a number'
    case 'strings':
      return Array.isArray(value) && value.every((item) => typeof item !== 'object') ? undefined : 'a list of strings'
    case 'duration':
      return typeof value === 'object' ? 'a duration' : valueProblem({ type: 'model-duration' }, String(value))
    case 'go-duration':
      return typeof value === 'number' ? undefined : valueProblem({ type: 'go-duration' }, String(value))
    case 'bytes':
      return typeof value === 'object' ? 'a size such as 1MiB' : valueProblem({ type: 'bytes' }, String(value))
    case 'any':
      return undefined
  }
}

const mismatch = (steps: readonly (string | number)[], value: unknown, expected: string): TypeMismatch => ({
  steps,
  message: `${steps.at(-1) ?? 'the document'} is ${typeof value === 'object' ? (Array.isArray(value) ? 'a list' : 'a mapping') : String(value)}, and must be ${expected}.`,
})

function structMismatches(
  { fields, required = [] }: StructType,
  value: unknown,
  steps: readonly (string | number)[],
): TypeMismatch[] {
  if (!isObject(value)) return [mismatch(steps, value, 'a mapping')]
  const known = Object.keys(value).flatMap((key): TypeMismatch[] => {
    if (Object.hasOwn(fields, key)) return typeMismatches(fields[key]!, value[key], [...steps, key])
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
