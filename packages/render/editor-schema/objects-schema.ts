import { factsOf } from '@thanos-gitops/manifest'
import type { Schema } from '@thanos-gitops/schemas'
import type { EditorSchema } from './editor-schema.ts'
import { ref } from './editor-schema.ts'
import { withoutGeneratorKeywords } from './generator-keywords.ts'
import { referenceSchema } from './references-schema.ts'
import { schemaSource } from './schema-source.ts'

/** Any Kubernetes object of a version. Only the renderer checks an object that refers to values. */
export function objectsSchema(kubernetesVersion: string): EditorSchema {
  const source = schemaSource(kubernetesVersion)
  const kinds = [...source.kinds()]
  const rules = kinds.map(([name, schema]) => {
    const [kind, apiVersion] = [name.slice(name.lastIndexOf('/') + 1), name.slice(0, name.lastIndexOf('/'))]
    return {
      if: {
        required: ['apiVersion', 'kind'],
        properties: { apiVersion: { const: apiVersion }, kind: { const: kind } },
      },
      then: withDocuments(kind, schema),
    }
  })
  const names = (part: (name: string) => string): EditorSchema => ({
    anyOf: [{ enum: [...new Set(kinds.map(([name]) => part(name)))].sort() }, { type: 'string' }],
  })
  const definitions = source.definitions(kinds.map(([, schema]) => schema))
  return withoutGeneratorKeywords({
    type: 'object',
    required: ['apiVersion', 'kind', 'metadata'],
    properties: {
      apiVersion: names((name) => name.slice(0, name.lastIndexOf('/'))),
      kind: names((name) => name.slice(name.lastIndexOf('/') + 1)),
    },
    if: ref('reference'),
    else: { allOf: rules },
    definitions: { ...definitions, reference: referenceSchema },
  }) as EditorSchema
}

/** The renderer accepts structured documents where Kubernetes has strings. */
function withDocuments(kind: string, schema: Schema): EditorSchema {
  const { documents } = factsOf(kind)
  const shown = schema as EditorSchema
  return documents === undefined
    ? shown
    : { ...shown, properties: { ...(shown.properties as object), [documents]: { type: 'object' } } }
}
