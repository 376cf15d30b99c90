import { factsOf } from '@thanos-gitops/manifest'
import { describedDefinitions, kindDefinition } from './described-definitions.ts'
import type { EditorSchema } from './editor-schema.ts'
import { ref } from './editor-schema.ts'
import { referenceSchema } from './references-schema.ts'
import { schemaSource } from './schema-source.ts'

/** Any Kubernetes object of a version. Only the renderer checks an object that refers to values. */
export function objectsSchema(kubernetesVersion: string): EditorSchema {
  const source = schemaSource(kubernetesVersion)
  const kinds = [...source.kinds()]
  const definitions = describedDefinitions(kubernetesVersion, new Map(kinds), source)
  const rules = kinds.map(([name]) => {
    const [kind, apiVersion] = [name.slice(name.lastIndexOf('/') + 1), name.slice(0, name.lastIndexOf('/'))]
    return {
      if: {
        required: ['apiVersion', 'kind'],
        properties: { apiVersion: { const: apiVersion }, kind: { const: kind } },
      },
      then: withDocuments(kind, definitions[kindDefinition(name)]!),
    }
  })
  const names = (part: (name: string) => string): EditorSchema => ({
    anyOf: [{ enum: [...new Set(kinds.map(([name]) => part(name)))].sort() }, { type: 'string' }],
  })
  return {
    type: 'object',
    required: ['apiVersion', 'kind', 'metadata'],
    properties: {
      apiVersion: names((name) => name.slice(0, name.lastIndexOf('/'))),
      kind: names((name) => name.slice(name.lastIndexOf('/') + 1)),
    },
    if: ref('reference'),
    else: { allOf: rules },
    definitions: { ...definitions, reference: referenceSchema },
  }
}

/** The renderer accepts structured documents where Kubernetes has strings. */
function withDocuments(kind: string, definition: EditorSchema): EditorSchema {
  const { documents } = factsOf(kind)
  if (documents === undefined) return definition
  return { ...definition, properties: { ...(definition.properties as object), [documents]: { type: 'object' } } }
}
