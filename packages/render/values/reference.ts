import { isObject, type MappingContext, MappingReader, shownValue } from '@thanos-gitops/manifest'

/** The key of a mapping that refers to a value of the environment. No field of Kubernetes begins with `$`. */
export const referenceKey = '$value'

export interface Reference {
  readonly name: string
  readonly prefix?: string
  readonly suffix?: string
}

export const isReference = (value: unknown): value is Readonly<Record<string, unknown>> =>
  isObject(value) && Object.hasOwn(value, referenceKey)

/** Remembered, because environments share the files of layers. */
const knownToContain = new WeakMap<object, boolean>()

/** Whether a value is a reference, or contains one. */
export function containsReference(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  let found = knownToContain.get(value)
  if (found === undefined) {
    // A value with aliases can contain itself.
    knownToContain.set(value, false)
    found = isReference(value) || Object.values(value).some(containsReference)
    knownToContain.set(value, found)
  }
  return found
}

const keys = [referenceKey, 'prefix', 'suffix'] as const
const code = 'value-reference-invalid'

/** Reads a reference. Undefined if it has a problem, which is reported. */
export function readReference(
  context: Pick<MappingContext, 'source' | 'path' | 'report'>,
  fields: Readonly<Record<string, unknown>>,
): Reference | undefined {
  const reader = new MappingReader<(typeof keys)[number]>(
    { ...context, codes: { invalid: code, unknownKey: code } },
    fields,
  )
  for (const key of Object.keys(fields))
    if (!(keys as readonly string[]).includes(key))
      reader.keyProblem(
        key,
        `A reference to a value has no key ${key}.`,
        `Remove it: a reference is {${referenceKey}: NAME}, with prefix or suffix if the string contains more than the value.`,
      )
  const text = (key: (typeof keys)[number], example: string): string | undefined => {
    const value = reader.value(key)
    if (value === undefined || typeof value === 'string') return value
    reader.problem([key], `${key} must be a string, not ${shownValue(value)}.`, `Write for example ${key}: ${example}`)
    return undefined
  }
  const [name, prefix, suffix] = [text(referenceKey, 'zone'), text('prefix', '"eu-"'), text('suffix', '"-a"')]
  if (!reader.isValid || name === undefined) return undefined
  return { name, ...(prefix === undefined ? {} : { prefix }), ...(suffix === undefined ? {} : { suffix }) }
}

/** What a file with a reference contains, for messages and `explain`. */
export const shownReference = ({ name, prefix = '', suffix = '' }: Reference): string => `${prefix}{${name}}${suffix}`
