import type { Schema } from './schema.ts'

type Schemas = Readonly<Record<string, Schema>>

export const prefix = '#/definitions/'

/** The definitions that the schemas refer to, directly or through others. */
export function reachable(definitions: Schemas, schemas: Schemas): Schemas {
  const found: Record<string, Schema> = {}
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    const name = '$ref' in value && typeof value.$ref === 'string' ? value.$ref.slice(prefix.length) : undefined
    if (name !== undefined) {
      if (Object.hasOwn(found, name)) return
      const definition = definitions[name]
      if (!definition) throw new Error(`There is no definition ${name}.`)
      found[name] = definition
      visit(definition)
    }
    Object.values(value).forEach(visit)
  }
  visit(schemas)
  return found
}
