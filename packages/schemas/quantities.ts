import { quantitySchemaOf } from './load.ts'
import type { KindOf, Schema } from './schema.ts'

/** @param steps of a JSON Pointer. The next call gets the same list */
type Visit = (steps: readonly string[], value: string | number) => void

/** Calls `visit` with the steps of each quantity in an object, such as `spec`, `resources`, `requests`, `memory`, and its value. */
export function eachQuantity(version: string, object: KindOf, visit: Visit): void {
  const schema = quantitySchemaOf(version, object)
  if (schema) walk(schema, object, [], visit)
}

function walk(schema: Schema, value: unknown, steps: string[], visit: Visit): void {
  if (schema.format === 'quantity') {
    if (typeof value === 'string' || typeof value === 'number') visit(steps, value)
    return
  }
  if (schema['x-quantities'] === undefined || typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) walkElements(schema, value, steps, visit)
  else walkFields(schema, value as ObjectFields, steps, visit)
}

type ObjectFields = Readonly<Record<string, unknown>>

function walkElements({ items }: Schema, elements: readonly unknown[], steps: string[], visit: Visit): void {
  if (!items) return
  for (let index = 0; index < elements.length; index++) walkPart(items, elements[index], String(index), steps, visit)
}

/** Walks only the properties that lead to a quantity. */
function walkFields(schema: Schema, fields: ObjectFields, steps: string[], visit: Visit): void {
  const { properties, additionalProperties } = schema
  for (const name of schema['x-quantities'] ?? [])
    if (Object.hasOwn(fields, name)) walkPart(properties![name]!, fields[name], name, steps, visit)
  if (!(additionalProperties instanceof Object)) return
  for (const name of Object.keys(fields))
    if (!properties || !Object.hasOwn(properties, name))
      walkPart(additionalProperties, fields[name], name, steps, visit)
}

function walkPart(schema: Schema, value: unknown, step: string, steps: string[], visit: Visit): void {
  steps.push(step)
  walk(schema, value, steps, visit)
  steps.pop()
}
