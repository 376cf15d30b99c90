import type { Schema } from '@thanos-gitops/schemas'
import type { DescribedTarget } from './described-target.ts'
import { type EditorSchema, opIs, pathIs } from './editor-schema.ts'
import { eachField, type Field, mergedTree, pathPattern } from './field-tree.ts'

/** Keywords that only the generator of the schemas uses. */
const generatorKeywords = ['x-quantities', 'x-kubernetes-list-map-keys']

/**
 * The values and the required fields of a kind, of whichever object.
 *
 * @param used receives the schemas that the rules refer to
 */
export function kindRules(targets: readonly DescribedTarget[], used: Schema[]): EditorSchema {
  const tree = mergedTree(targets.flatMap(({ trees }) => trees))
  const required = pathPattern(tree, (field) => field.required)
  const values = valueRules(tree, used)
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
function valueRules(tree: Field, used: Schema[]): readonly EditorSchema[] {
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
    const schema = JSON.parse(key) as Schema
    used.push(schema)
    return {
      if: pathIs(pathPattern(tree, (field) => fields.has(field), parents)!),
      then: { properties: { value: withoutGeneratorKeywords(schema) } },
    }
  })
}

const withoutGeneratorKeywords = (schema: Schema): EditorSchema =>
  Object.fromEntries(Object.entries(schema).filter(([key]) => !generatorKeywords.includes(key)))

/** Definitions without the generator's keywords, at every depth. */
export const editorDefinitions = (definitions: Record<string, Schema>): Record<string, unknown> =>
  JSON.parse(
    JSON.stringify(definitions, (key, value: unknown) => (generatorKeywords.includes(key) ? undefined : value)),
  ) as Record<string, unknown>
