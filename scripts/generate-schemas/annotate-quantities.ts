import type { Schema, SchemaFile } from '@thanos-gitops/schemas'
import { prefix } from '@thanos-gitops/schemas/reachable'

/**
 * Adds `x-quantities` to each schema: the properties that are quantities or contain one at any depth. A render writes all quantities
 * in canonical form, and with this list it visits only the fields that can contain one.
 */
export function annotateQuantities({ sources, definitions, kinds }: SchemaFile): SchemaFile {
  const results = new Map<string, boolean>()
  const hasQuantity = (schema: Schema): boolean => {
    if (schema.format === 'quantity') return true
    if (schema.$ref) return definitionHasQuantity(schema.$ref.slice(prefix.length))
    return childrenOf(schema).some(hasQuantity)
  }
  const definitionHasQuantity = (name: string): boolean => {
    const known = results.get(name)
    if (known !== undefined) return known
    // A preliminary result ends the recursion in a definition that contains itself. The only such definition has no quantity.
    results.set(name, false)
    const result = hasQuantity(definitions[name]!)
    results.set(name, result)
    return result
  }
  const annotated = (schema: Schema): Schema => {
    if (schema.$ref || schema.format === 'quantity' || !hasQuantity(schema)) return schema
    const { properties, items, additionalProperties } = schema
    return {
      ...schema,
      'x-quantities': Object.keys(properties ?? {})
        .filter((name) => hasQuantity(properties![name]!))
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
