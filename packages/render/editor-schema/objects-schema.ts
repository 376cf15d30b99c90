import { factsOf } from '@thanos-gitops/manifest'
import { isCustom } from '@thanos-gitops/schemas'
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
    defaultSnippets: snippets,
    // Editors show the name of the definition.
    allOf: [ref('object')],
    if: ref('reference'),
    else: { allOf: [...rules, ...kindsOfVersions(kinds.map(([name]) => name))] },
    definitions: {
      ...definitions,
      reference: referenceSchema,
      object: {
        type: 'object',
        required: ['apiVersion', 'kind', 'metadata'],
        properties: {
          apiVersion: names((name) => name.slice(0, name.lastIndexOf('/'))),
          kind: names((name) => name.slice(name.lastIndexOf('/') + 1)),
        },
      },
    },
  }
}

/** Kubernetes has no other kinds of its own API versions. CRDs can be unknown here. */
function kindsOfVersions(names: readonly string[]): readonly EditorSchema[] {
  const versionOf = (name: string): string => name.slice(0, name.lastIndexOf('/'))
  const own = names.filter((name) => !isCustom({ apiVersion: versionOf(name) }))
  return [...Map.groupBy(own, versionOf)].map(([apiVersion, all]) => {
    const kinds = all.map((name) => name.slice(name.lastIndexOf('/') + 1)).sort()
    return {
      if: { required: ['apiVersion', 'kind'], properties: { apiVersion: { const: apiVersion } } },
      then: {
        properties: {
          kind: { enum: kinds, errorMessage: `${apiVersion} has no such kind. It has ${kinds.join(', ')}.` },
        },
      },
    }
  })
}

/** A place that the editor fills in. */
const blank = (text: string): string => `\${1:${text}}`

const snippet = (label: string, description: string, body: object): EditorSchema => ({
  label,
  description,
  sortText: `!${label}`,
  type: 'object',
  body,
})

/** What editors offer in an empty file. */
const snippets: readonly EditorSchema[] = [
  snippet('ConfigMap', 'Files for the pods of other objects', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: blank('name') },
    data: { key: 'value' },
  }),
  snippet('Service', 'An address of pods', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: blank('name') },
    spec: { selector: { 'app.kubernetes.io/name': blank('name') }, ports: [{ name: 'http', port: 80 }] },
  }),
]

/** The renderer accepts structured documents where Kubernetes has strings. */
function withDocuments(kind: string, definition: EditorSchema): EditorSchema {
  const { documents } = factsOf(kind)
  if (documents === undefined) return definition
  return { ...definition, properties: { ...(definition.properties as object), [documents]: { type: 'object' } } }
}
