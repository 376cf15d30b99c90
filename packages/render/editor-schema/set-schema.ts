import type { Policy } from '../policy/refusal.ts'
import { type EditorSchema, ref } from './editor-schema.ts'
import { operationSchema } from './operation-schema.ts'
import { patchSnippets } from './patch-snippets.ts'
import { referenceDefinitions } from './references-schema.ts'
import { toSchema } from './schema-store.ts'
import { type PatchTarget, targetSchema } from './target-schema.ts'

export interface SetMember extends PatchTarget {
  /** The name of the schema of its patches. Undefined for one of very many objects, of which only the names are known. */
  readonly schema: string | undefined
  /** The schema with the rules of its kind; also undefined then. */
  readonly kindRules: EditorSchema | undefined
}

/**
 * The schema of the patch files for a set of objects.
 *
 * @param namespace that of the environment
 * @param values the names of the schemas with the values of the objects
 */
export function setSchema(
  members: readonly SetMember[],
  policy: Policy | undefined,
  namespace: string,
  values: readonly string[],
): EditorSchema {
  const detailed = members.flatMap(({ object, schema, kindRules }) =>
    schema === undefined || kindRules === undefined ? [] : [{ kind: object.kind, schema, kindRules }],
  )
  const snippets = patchSnippets(members, policy)
  const byKind = Map.groupBy(detailed, ({ kind }) => kind)
  return {
    type: ['array', 'null'],
    ...(snippets.length === 0 ? {} : { defaultSnippets: snippets }),
    items: {
      type: 'object',
      required: ['target', 'patch'],
      additionalProperties: false,
      properties: {
        target: targetSchema(members, namespace),
        patch: { type: 'array', items: ref('operation') },
      },
      // Without the condition, editors would offer an element of the list for each object.
      if: {},
      then: {
        allOf: [
          ...values.map((name) => toSchema(name)),
          ...detailed.map(({ schema }) => toSchema(schema)),
          ...[...byKind].map(([kind, ofKind]) =>
            patchOfKind(
              kind,
              ofKind.map(({ schema }) => schema),
              ofKind[0]!.kindRules,
            ),
          ),
        ],
      },
    },
    definitions: { operation: operationSchema, ...referenceDefinitions },
  }
}

/** The operations of a patch for several objects of a kind. */
const patchOfKind = (kind: string, schemas: readonly string[], kindRules: EditorSchema): EditorSchema => ({
  if: {
    required: ['target'],
    properties: { target: { required: ['kind', 'expect'], properties: { kind: { const: kind } } } },
  },
  then: {
    properties: {
      patch: {
        items: {
          allOf: [
            { properties: { path: { anyOf: schemas.map((schema) => toSchema(schema, 'place')) } } },
            // The fields of one of the objects are an example of what the others have.
            { properties: { path: { oneOf: [{ properties: {} }, toSchema(schemas[0]!, 'fields')] } } },
            kindRules,
          ],
        },
      },
    },
  },
})
