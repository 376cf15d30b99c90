import type { Schema, SchemaFile } from '@thanos-gitops/schemas'
import { prefix } from '@thanos-gitops/schemas/reachable'

/**
 * Says of each schema in which of its properties a quantity can stand, near or far below, as `x-quantities`. A render writes
 * the quantities of every object canonically, and so finds them without looking at anything else.
 */
export function annotateQuantities({ sources, definitions, kinds }: SchemaFile): SchemaFile {
  const known = new Map<string, boolean>()
  const holds = (schema: Schema): boolean => {
    if (schema.format === 'quantity') return true
    if (schema.$ref) return definitionHolds(schema.$ref.slice(prefix.length))
    return childrenOf(schema).some(holds)
  }
  const definitionHolds = (name: string): boolean => {
    const answer = known.get(name)
    if (answer !== undefined) return answer
    // For the time being, so that a definition that contains itself comes to an end. The only one holds no quantity.
    known.set(name, false)
    known.set(name, holds(definitions[name]!))
    return known.get(name)!
  }
  const annotated = (schema: Schema): Schema => {
    if (schema.$ref || schema.format === 'quantity' || !holds(schema)) return schema
    const { properties, items, additionalProperties } = schema
    return {
      ...schema,
      'x-quantities': Object.keys(properties ?? {})
        .filter((name) => holds(properties![name]!))
        .sort(),
      ...(properties && { properties: mapValues(properties, annotated) }),
      ...(items && { items: annotated(items) }),
      ...(additionalProperties instanceof Object && { additionalProperties: annotated(additionalProperties) }),
    }
  }
  return { sources, definitions: mapValues(definitions, annotated), kinds: mapValues(kinds, annotated) }
}

const childrenOf = ({ properties, items, additionalProperties }: Schema): Schema[] => [
  ...Object.values(properties ?? {}),
  ...(items ? [items] : []),
  ...(additionalProperties instanceof Object ? [additionalProperties] : []),
]

const mapValues = (
  schemas: Readonly<Record<string, Schema>>,
  change: (schema: Schema) => Schema,
): Record<string, Schema> => Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, change(schema)]))
