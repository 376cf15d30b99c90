import type { Schema } from '@thanos-gitops/schemas'
import { type EditorSchema, opIs, ref } from './editor-schema.ts'
import { escapePattern } from './field-tree.ts'
import { hasResourceNames, resourceNames } from './field-type.ts'
import type { SchemaSource } from './schema-source.ts'

/** No manifest is deeper; the schema of a CustomResourceDefinition contains itself. */
const mostSteps = 16

/**
 * The rules of the operations on objects of a kind, by the path of the operation: the value has the schema of the field, editors describe
 * path and value as the field, and a field that Kubernetes requires cannot be removed. Rules are nested as the fields are, so that an
 * editor tries few of them.
 *
 * @param definition the name of the definition of the kind
 * @param documents the name of the field whose values patches can also write as structured documents
 * @param definitions gets the rules of the definitions that the kind consists of, which kinds share
 */
export function pathRules(
  schema: Schema,
  definition: string,
  documents: string | undefined,
  source: SchemaSource,
  definitions: Record<string, EditorSchema>,
): EditorSchema {
  return childRules(schema, `#/definitions/${definition}`, 0) ?? {}

  /** The rules of the fields and elements of a value that paths reach with some steps. Undefined if it has none. */
  function childRules(own: Schema, pointer: string, steps: number): EditorSchema | undefined {
    if (own.$ref === undefined) return rulesOf(own, pointer, steps)
    const name = own.$ref.slice('#/definitions/'.length)
    const shared = `${name}@${steps}`
    if (!Object.hasOwn(definitions, shared)) {
      // A definition that contains itself refers to this one.
      definitions[shared] = {}
      definitions[shared] = rulesOf(source.resolved(own), own.$ref, steps) ?? {}
    }
    return ref(shared)
  }

  function rulesOf(own: Schema, pointer: string, steps: number): EditorSchema | undefined {
    if (steps >= mostSteps) return undefined
    const required = new Set(own.required)
    const rules = Object.entries(own.properties ?? {}).map(([name, child]) =>
      rule(escapePattern(name), child, `${pointer}/properties/${name}`, steps, {
        isRequired: required.has(name),
        isDocuments: steps === 0 && name === documents,
      }),
    )
    const any = own.items ?? own.additionalProperties
    if (!(any instanceof Object)) return rules.length === 0 ? undefined : { allOf: rules }
    const known = hasResourceNames(own, source) ? resourceNames : []
    for (const name of known) rules.push(rule(name, any, `${pointer}/properties/${name}`, steps, {}))
    const other = known.length === 0 ? '' : `(?!(?:${known.join('|')})(?:/|$))`
    rules.push(rule(`${other}[^/]+`, any, `${pointer}/${own.items ? 'items' : 'additionalProperties'}`, steps, {}))
    return { allOf: rules }
  }

  function rule(
    step: string,
    child: Schema,
    pointer: string,
    steps: number,
    { isRequired = false, isDocuments = false },
  ): EditorSchema {
    const path = `^(?:/[^/]+){${steps}}/${step}`
    const value = { $ref: pointer }
    const here: EditorSchema = {
      properties: { path: { if: value }, value },
      ...(isRequired ? { allOf: [ref('required')] } : {}),
    }
    const below = isDocuments ? undefined : childRules(child, pointer, steps + 1)
    if (below === undefined) return { if: pathHas(`${path}$`), then: here }
    return { if: pathHas(`${path}(?:/|$)`), then: { if: pathHas(`${path}$`), then: here, else: below } }
  }
}

const pathHas = (pattern: string): EditorSchema => ({ properties: { path: { pattern } } })

/** A field that Kubernetes requires. */
export const requiredField: EditorSchema = {
  if: opIs('remove'),
  then: {
    properties: {
      path: {
        pattern: '(?!)',
        patternErrorMessage: 'Kubernetes requires this field. Replace its value, or remove the object.',
      },
    },
  },
}
