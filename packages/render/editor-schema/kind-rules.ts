import type { Schema } from '@thanos-gitops/schemas'
import type { DescribedTarget } from './described-target.ts'
import { type EditorSchema, opIs, pathIs } from './editor-schema.ts'
import { eachField, type Field, mergedTree, pathPattern } from './field-tree.ts'
import type { SchemaSource } from './schema-source.ts'

/** Keywords that only the generator of the schemas uses. */
const generatorKeywords = ['x-quantities', 'x-kubernetes-list-map-keys']

/**
 * The values and the required fields of an object.
 *
 * @param kindSchema the name of the schema with the definitions of its kind
 */
export function valueRules({ trees }: DescribedTarget, kindSchema: string): EditorSchema {
  const tree = mergedTree(trees)
  const required = pathPattern(tree, (field) => field.required)
  const values = rulesOf(tree, kindSchema)
  return {
    allOf: [
      ...(values.length === 0 ? [] : [{ if: opIs('add', 'replace'), then: { allOf: values } }]),
      ...(required === undefined
        ? []
        : [{ if: opIs('remove'), then: { properties: { path: { not: { pattern: required } } } } }]),
    ],
  }
}

/** For each schema: if the path is that of a field with this schema, the value must match it. */
function rulesOf(tree: Field, kindSchema: string): readonly EditorSchema[] {
  const types = new Map<string, { readonly fields: Set<Field>; readonly parents: Set<Field> }>()
  eachField(tree, (path) => {
    const field = path.at(-1)!
    if (field.schema === undefined || path.length === 1) return
    const key = JSON.stringify(field.schema)
    const type = types.get(key) ?? { fields: new Set(), parents: new Set() }
    types.set(key, type)
    type.fields.add(field)
    for (const parent of path) type.parents.add(parent)
  })
  return [...types].map(([key, { fields, parents }]) => {
    const path = pathPattern(tree, (field) => fields.has(field), parents)!
    return { if: pathIs(path), then: { properties: { value: valueSchema(key, kindSchema) } } }
  })
}

/** References lead to the definitions of the kind. */
const valueSchema = (json: string, kindSchema: string): EditorSchema =>
  withoutGeneratorKeywords(
    JSON.parse(json.replaceAll('"$ref":"#/', () => `"$ref":"${kindSchema}#/`)) as Schema,
  ) as EditorSchema

/** The definitions that the schemas of a kind refer to. */
export function kindDefinitions(kind: Schema | undefined, source: SchemaSource): EditorSchema {
  return { definitions: withoutGeneratorKeywords(source.definitions(kind === undefined ? [] : [kind])) }
}

/** At every depth. */
export const withoutGeneratorKeywords = (schemas: unknown): unknown =>
  JSON.parse(JSON.stringify(schemas, (key, value: unknown) => (generatorKeywords.includes(key) ? undefined : value)))
