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
  if (schema['x-quantities'] === undefined || typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) walkElements(schema, value, pointer, visit)
  else walkFields(schema, value as ObjectFields, pointer, visit)
}

type ObjectFields = Readonly<Record<string, unknown>>

function walkElements({ items }: Schema, elements: readonly unknown[], pointer: string, visit: Visit): void {
  if (!items) return
  for (let index = 0; index < elements.length; index++) walk(items, elements[index], `${pointer}/${index}`, visit)
}

/** Walks only the properties that lead to a quantity. */
function walkFields(schema: Schema, fields: ObjectFields, pointer: string, visit: Visit): void {
  const { properties, additionalProperties } = schema
  for (const name of schema['x-quantities'] ?? [])
    if (Object.hasOwn(fields, name)) walk(properties![name]!, fields[name], `${pointer}/${name}`, visit)
  if (!(additionalProperties instanceof Object)) return
  for (const name of Object.keys(fields))
    if (!properties || !Object.hasOwn(properties, name))
      walk(additionalProperties, fields[name], `${pointer}/${escapeStep(name)}`, visit)
}
