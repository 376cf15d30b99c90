import { didYouMean, isObject } from '@thanos-gitops/manifest'
import { valueProblem } from '@thanos-gitops/workloads'

/** The type of a configuration in the program that reads it. Values with a placeholder are accepted. */
export type ConfigurationType =
  | ScalarType
  | { readonly oneOf: readonly string[] }
  | { readonly list: ConfigurationType }
  | { readonly values: ConfigurationType }
  | StructType

type ScalarType =
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

export interface StructType {
  readonly fields: Readonly<Record<string, ConfigurationType>>
  readonly required?: readonly string[]
}

/** Several fields of one type: `fieldsOf('bucket endpoint', 'string')`. */
export const fieldsOf = (names: string, type: ConfigurationType): Record<string, ConfigurationType> =>
  Object.fromEntries(
    names
      .trim()
      .split(/\s+/)
      .map((name) => [name, type]),
  )

type Steps = readonly (string | number)[]

export interface TypeMismatch {
  readonly steps: Steps
  readonly message: string
  readonly remedy?: string
}

/** Everything in a value that `yaml.UnmarshalStrict` into such a Go type rejects. */
export function typeMismatches(type: ConfigurationType, value: unknown, steps: Steps = []): readonly TypeMismatch[] {
  if (isZeroValue(value) || hasPlaceholder(value)) return []
  if (typeof type === 'string') return requirementMismatch(scalarRequirements[type](value), value, steps)
  if ('fields' in type) return structMismatches(type, value, steps)
  if ('list' in type) return listMismatches(type.list, value, steps)
  if ('values' in type) return mapMismatches(type.values, value, steps)
  return requirementMismatch(enumRequirement(type.oneOf, value), value, steps)
}

/** In Go, null is the zero value of any type. */
const isZeroValue = (value: unknown): boolean => value === null || value === undefined
const hasPlaceholder = (value: unknown): boolean => typeof value === 'string' && /\$[({]\w/.test(value)
const isScalar = (value: unknown): boolean => typeof value !== 'object'

/** What a value of the type must be, if this value is not; it completes "must be …". */
type Requirement = string | undefined

const scalarRequirements: Readonly<Record<ScalarType, (value: unknown) => Requirement>> = {
  any: () => undefined,
  string: (value) => (isScalar(value) ? undefined : 'a string'),
  bool: (value) => (typeof value === 'boolean' ? undefined : 'true or false'),
  int: (value) => (Number.isInteger(value) ? undefined : 'a whole number'),
  float: (value) => (typeof value === 'number' ? undefined : 'a number'),
  strings: (value) => (Array.isArray(value) && value.every(isScalar) ? undefined : 'a list of strings'),
  duration: (value) => (isScalar(value) ? valueProblem({ type: 'model-duration' }, String(value)) : 'a duration'),
  'go-duration': (value) =>
    typeof value === 'number' ? undefined : valueProblem({ type: 'go-duration' }, String(value)),
  bytes: (value) => (isScalar(value) ? valueProblem({ type: 'bytes' }, String(value)) : 'a size such as 1MiB'),
}

const enumRequirement = (values: readonly string[], value: unknown): Requirement =>
  values.includes(String(value))
    ? undefined
    : `one of ${values.map((allowed) => (allowed === '' ? '""' : allowed)).join(', ')}`

const listMismatches = (type: ConfigurationType, value: unknown, steps: Steps): readonly TypeMismatch[] =>
  Array.isArray(value)
    ? value.flatMap((item: unknown, index) => typeMismatches(type, item, [...steps, index]))
    : requirementMismatch('a list', value, steps)

const mapMismatches = (type: ConfigurationType, value: unknown, steps: Steps): readonly TypeMismatch[] =>
  isObject(value)
    ? Object.entries(value).flatMap(([key, item]) => typeMismatches(type, item, [...steps, key]))
    : requirementMismatch('a mapping', value, steps)

function structMismatches(type: StructType, value: unknown, steps: Steps): readonly TypeMismatch[] {
  if (!isObject(value)) return requirementMismatch('a mapping', value, steps)
  const { fields, required = [] } = type
  const present = Object.keys(value).flatMap((key) =>
    Object.hasOwn(fields, key)
      ? typeMismatches(fields[key]!, value[key], [...steps, key])
      : [unknownField(key, Object.keys(fields), steps)],
  )
  const missing = required.filter((name) => isZeroValue(value[name]) || value[name] === '')
  return [...present, ...missing.map((name) => ({ steps, message: `${[...steps, name].join('.')} is missing.` }))]
}

function unknownField(key: string, known: readonly string[], steps: Steps): TypeMismatch {
  const remedy = didYouMean(key, known)
  return {
    steps: [...steps, key],
    message: `unknown field ${[...steps, key].join('.')}.`,
    ...(remedy !== undefined && { remedy }),
  }
}

function requirementMismatch(requirement: Requirement, value: unknown, steps: Steps): readonly TypeMismatch[] {
  if (requirement === undefined) return []
  const subject = steps.length === 0 ? 'the document' : steps.join('.')
  return [{ steps, message: `${subject} is ${describeValue(value)}, but must be ${requirement}.` }]
}

function describeValue(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  return isScalar(value) ? String(value) : 'a mapping'
}
