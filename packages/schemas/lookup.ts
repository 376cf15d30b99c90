import { schemaOf } from './load.ts'
import type { KindOf, Schema } from './schema.ts'

export type FieldSchema =
  | { readonly found: 'schema'; readonly schema: Schema }
  /** In a part without a schema, such as the status: any value is allowed. */
  | { readonly found: 'open' }
  /** `parent` has no field `segments[depth]`. */
  | { readonly found: 'unknown'; readonly depth: number; readonly parent: Schema }
  /** The kind has no schema. */
  | { readonly found: 'no-kind' }

const listSegment = /^(?:0|[1-9]\d*|-)$/

/** The schema of the field at the decoded segments of a JSON Pointer. `-`, the end of a list, is an element of it. */
export function schemaAt(version: string, object: KindOf, segments: readonly string[]): FieldSchema {
  let schema = schemaOf(version, object)
  if (!schema) return { found: 'no-kind' }
  for (const [depth, segment] of segments.entries()) {
    const child = childSchema(schema, segment)
    if (child === 'open') return { found: 'open' }
    if (!child) return { found: 'unknown', depth, parent: schema }
    schema = child
  }
  return isOpen(schema) ? { found: 'open' } : { found: 'schema', schema }
}

/** The schema of a field or an element; `open` if any value is allowed, undefined if the schema has no such field. */
export function childSchema(schema: Schema, segment: string): Schema | 'open' | undefined {
  if (isOpen(schema)) return 'open'
  if (includesType(schema, 'array')) return listSegment.test(segment) ? (schema.items ?? 'open') : undefined
  if (!includesType(schema, 'object')) return undefined
  if (schema.properties && Object.hasOwn(schema.properties, segment)) return schema.properties[segment]
  const { additionalProperties = true } = schema
  return additionalProperties === true ? 'open' : additionalProperties || undefined
}

const isOpen = (schema: Schema): boolean => !schema.type && !schema.enum && !schema.properties

export const includesType = ({ type }: Schema, wanted: string): boolean =>
  typeof type === 'string' ? type === wanted : (type ?? []).some((one) => one === wanted)
