import { type EditorSchema, ref } from './editor-schema.ts'
import { operationSchema } from './operation-schema.ts'
import { referenceDefinitions, unlessReference } from './references-schema.ts'
import { toSchema } from './schema-store.ts'
import { type PatchTarget, targetSchema } from './target-schema.ts'

export interface SetMember extends PatchTarget {
  /** The name of the schema of its patches. Undefined for one of very many objects, of which only the names are known. */
  readonly schema: string | undefined
}

/** The schema of the patch files for a set of objects. */
export function setSchema(members: readonly SetMember[]): EditorSchema {
  const detailed = members.flatMap(({ object, schema }) =>
    schema === undefined ? [] : [{ kind: object.kind, schema }],
  )
  const byKind = Map.groupBy(detailed, ({ kind }) => kind)
  return {
    type: ['array', 'null'],
    items: {
      type: 'object',
      required: ['target', 'patch'],
      additionalProperties: false,
      properties: {
        target: targetSchema(members),
        patch: { type: 'array', items: ref('operation') },
      },
      allOf: [
        ...detailed.map(({ schema }) => toSchema(schema)),
        ...[...byKind].map(([kind, ofKind]) =>
          patchOfKind(
            kind,
            ofKind.map(({ schema }) => schema),
          ),
        ),
      ],
    },
    definitions: { operation: operationSchema, ...referenceDefinitions },
  }
}

/** The operations of a patch for several objects of a kind. */
const patchOfKind = (kind: string, schemas: readonly string[]): EditorSchema => ({
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
            unlessReference(schemas.map((schema) => toSchema(schema, 'values'))),
          ],
        },
      },
    },
  },
})
