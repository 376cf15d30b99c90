import { escapeStep } from '@thanos-gitops/manifest'
import { quantitySchemaOf } from './load.ts'
import type { KindOf, Schema } from './schema.ts'

type Visit = (pointer: string, value: string | number) => void

/** Calls `visit` with the JSON Pointer of each quantity in an object, such as `/spec/resources/requests/memory`, and its value. */
export function eachQuantity(version: string, object: KindOf, visit: Visit): void {
  const schema = quantitySchemaOf(version, object)
  if (schema) walk(schema, object, '', visit)
}

function walk(schema: Schema, value: unknown, pointer: string, visit: Visit): void {
  if (schema.format === 'quantity') {
    if (typeof value === 'string' || typeof value === 'number') visit(pointer, value)
    return
  }
  const leading = schema['x-quantities']
  if (leading === undefined || typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    const { items } = schema
    if (items) for (const [index, element] of value.entries()) walk(items, element, `${pointer}/${index}`, visit)
    return
  }
  const { properties, additionalProperties } = schema
  for (const name of leading)
    if (Object.hasOwn(value, name)) walk(properties![name]!, (value as ObjectFields)[name], `${pointer}/${name}`, visit)
  if (additionalProperties instanceof Object)
    for (const [name, field] of Object.entries(value))
      if (!properties || !Object.hasOwn(properties, name))
        walk(additionalProperties, field, `${pointer}/${escapeStep(name)}`, visit)
}

type ObjectFields = Readonly<Record<string, unknown>>
