// Readers for objects of any kind: a field may be absent or have another type, and the reader then returns an empty value.
import { isObject } from './json.ts'
import type { SourcedObject } from './origin.ts'
import { valueAt } from './pointer.ts'

/** A mapping of an object or a document, as it was read. */
export type Mapping = Readonly<Record<string, unknown>>

/** The value if it is a mapping, else an empty mapping. */
export const mappingOf = (value: unknown): Mapping => (isObject(value) ? value : {})

/** The value if it is a list, else an empty list. */
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** The mappings in a list, without its other elements. */
export const mappingsOf = (value: unknown): readonly Mapping[] => listOf(value).filter(isObject)

/** The value if it is a string. */
export const stringOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** The entries of a mapping that are strings, such as labels. */
export const stringMapOf = (value: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(mappingOf(value)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )

export const stringAt = (value: unknown, ...steps: readonly string[]): string | undefined =>
  stringOf(valueAt(value, steps))

export function numberAt(value: unknown, ...steps: readonly string[]): number | undefined {
  const found = valueAt(value, steps)
  return typeof found === 'number' ? found : undefined
}

/** All fields of an object, without a type for its kind. */
export const contentOf = ({ object }: Pick<SourcedObject, 'object'>): Mapping => object as unknown as Mapping
