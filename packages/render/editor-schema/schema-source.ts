import { type KindOf, type Schema, type SchemaFile, schemaTexts } from '@thanos-gitops/schemas'

/** Kubernetes' and the CRDs' schemas with their definitions as they are generated, to be referred to and not copied. */
export interface SchemaSource {
  kind(object: KindOf): Schema | undefined
  /** The schema itself where it only refers to one. */
  resolved(schema: Schema): Schema
  /** All definitions that some schemas need, by name. */
  definitions(schemas: Iterable<Schema>): Record<string, Schema>
}

const prefix = '#/definitions/'

const known = new Map<string, SchemaSource>()

/** Read once for all environments of a version. */
export function schemaSource(version: string): SchemaSource {
  let source = known.get(version)
  if (source === undefined) known.set(version, (source = readSource(version)))
  return source
}

function readSource(version: string): SchemaSource {
  const definitions = new Map<string, Schema>()
  const kinds = new Map<string, Schema>()
  schemaTexts(version).forEach((text, index) => {
    const file = JSON.parse(index === 0 ? text : renamed(text, index)) as SchemaFile
    for (const [name, schema] of Object.entries(file.definitions))
      definitions.set(index === 0 ? name : `${index}.${name}`, schema)
    for (const [name, schema] of Object.entries(file.kinds)) if (!kinds.has(name)) kinds.set(name, schema)
  })
  const resolved = (schema: Schema): Schema =>
    schema.$ref ? definitions.get(schema.$ref.slice(prefix.length))! : schema
  return {
    kind: ({ apiVersion, kind }) => kinds.get(`${apiVersion}/${kind}`),
    resolved,
    definitions(schemas) {
      const found: Record<string, Schema> = {}
      const follow = (value: unknown): void => {
        if (typeof value !== 'object' || value === null) return
        const { $ref } = value as Schema
        const name = typeof $ref === 'string' ? $ref.slice(prefix.length) : undefined
        if (name !== undefined && !Object.hasOwn(found, name)) follow((found[name] = definitions.get(name)!))
        for (const child of Object.values(value)) follow(child)
      }
      for (const schema of schemas) follow(schema)
      return found
    },
  }
}

/** Files of CRDs have definitions of their own, which may be called like Kubernetes'. */
const renamed = (text: string, index: number): string =>
  text.replaceAll(`"$ref":"${prefix}`, `"$ref":"${prefix}${index}.`)
