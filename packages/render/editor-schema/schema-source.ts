import { type KindOf, type Schema, type SchemaFile, schemaTexts } from '@thanos-gitops/schemas'

/** The generated schemas of Kubernetes and CRDs, with `$ref`s to definitions instead of copies. */
export interface SchemaSource {
  kind(object: KindOf): Schema | undefined
  /** All kinds by `apiVersion/kind`. */
  kinds(): Iterable<readonly [name: string, Schema]>
  /** The definition that a `$ref` refers to; a schema without `$ref` as it is. */
  resolved(schema: Schema): Schema
  /** All definitions that some schemas refer to, by name. */
  definitions(schemas: Iterable<Schema>): Record<string, Schema>
}

const prefix = '#/definitions/'

const sources = new Map<string, SchemaSource>()

/** Each version is read once for all environments. */
export function schemaSource(version: string): SchemaSource {
  let source = sources.get(version)
  if (source === undefined) {
    source = readSource(version)
    sources.set(version, source)
  }
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
    kinds: () => kinds,
    resolved,
    definitions(schemas) {
      const found: Record<string, Schema> = {}
      const follow = (value: unknown): void => {
        if (typeof value !== 'object' || value === null) return
        const { $ref } = value as Schema
        const name = typeof $ref === 'string' ? $ref.slice(prefix.length) : undefined
        if (name !== undefined && !Object.hasOwn(found, name)) {
          found[name] = definitions.get(name)!
          follow(found[name])
        }
        for (const child of Object.values(value)) follow(child)
      }
      for (const schema of schemas) follow(schema)
      return found
    },
  }
}

/** The definitions of a file of CRDs can have the names of Kubernetes' definitions: they get the index of the file as a prefix. */
const renamed = (text: string, index: number): string =>
  text.replaceAll(`"$ref":"${prefix}`, `"$ref":"${prefix}${index}.`)
