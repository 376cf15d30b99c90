import { escapeStep } from '@thanos-gitops/manifest'
import { childSchema } from './lookup.ts'
import { schemaOf } from './load.ts'
import type { KindOf, Schema } from './schema.ts'

const known = new WeakMap<Schema, boolean>()

/** Whether a quantity can stand anywhere in it; asked once for each definition, so that the rest of an object is not walked. */
function mayHold(schema: Schema): boolean {
  const answer = known.get(schema)
  if (answer !== undefined) return answer
  // For the time being, so that a definition that contains itself comes to an end. The only one holds no quantity.
  known.set(schema, false)
  const { format, properties, items, additionalProperties } = schema
  const holds =
    format === 'quantity' ||
    (properties !== undefined && Object.values(properties).some(mayHold)) ||
    (items !== undefined && mayHold(items)) ||
    (additionalProperties instanceof Object && mayHold(additionalProperties))
  known.set(schema, holds)
  return holds
}

/** Calls `visit` with the JSON Pointer of each quantity in an object, such as `/spec/resources/requests/memory`, and its value. */
export function eachQuantity(version: string, object: KindOf, visit: (pointer: string, value: string | number) => void): void {
  const schema = schemaOf(version, object)
  if (schema && mayHold(schema)) walk(schema, object, '', visit)
}

function walk(schema: Schema, value: unknown, pointer: string, visit: (pointer: string, value: string | number) => void): void {
  if (schema.format === 'quantity') {
    if (typeof value === 'string' || typeof value === 'number') visit(pointer, value)
  } else if (Array.isArray(value)) {
    const { items } = schema
    if (items && mayHold(items)) value.forEach((element, index) => walk(items, element, `${pointer}/${index}`, visit))
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, field] of Object.entries(value)) {
      const child = childSchema(schema, name)
      if (child && child !== 'open' && mayHold(child)) walk(child, field, `${pointer}/${escapeStep(name)}`, visit)
    }
  }
}
