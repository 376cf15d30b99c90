import { parsePointer } from './pointer.ts'

/**
 * A copy of an object with other values of some fields, for a component that follows one of the base: a later change of the base
 * reaches all other fields.
 *
 * @param fields by JSON Pointer, `/metadata/name`. The last step of each may be new; every other step must exist.
 * @throws Error if the object lacks the parent of a field
 */
export function withFields<T extends object>(object: T, fields: Readonly<Record<string, unknown>>): T {
  return Object.entries(fields).reduce<T>((copy, [pointer, value]) => {
    const [...steps] = parsePointer(pointer) ?? []
    return withField(copy, steps, value, pointer) as T
  }, object)
}

function withField(parent: unknown, [step, ...rest]: readonly string[], value: unknown, pointer: string): unknown {
  if (step === undefined) return value
  const isWritable = Array.isArray(parent)
    ? Object.hasOwn(parent, step)
    : typeof parent === 'object' && parent !== null && (rest.length === 0 || Object.hasOwn(parent, step))
  if (!isWritable) throw new Error(`withFields: the object has no parent of ${pointer}. The base may have changed it.`)
  const copy: Record<string, unknown> | unknown[] = Array.isArray(parent)
    ? [...(parent as readonly unknown[])]
    : { ...(parent as Readonly<Record<string, unknown>>) }
  const fields = copy as Record<string, unknown>
  fields[step] = withField(fields[step], rest, value, pointer)
  return copy
}
