import { factsOf, type KubernetesObject } from '@thanos-gitops/manifest'
import { describedDefinitions, kindDefinition } from './described-definitions.ts'
import { type EditorSchema, ref } from './editor-schema.ts'
import { pathRules, requiredField } from './path-rules.ts'
import { referenceDefinitions } from './references-schema.ts'
import { schemaSource } from './schema-source.ts'

export type Kind = Pick<KubernetesObject, 'apiVersion' | 'kind'>

/** The definition of the rules of a kind's operations in `kindsSchema`. */
export const rulesDefinition = ({ apiVersion, kind }: Kind): string =>
  `rules.${kindDefinition(`${apiVersion}/${kind}`)}`

/** What a version of Kubernetes and CRDs declare for some kinds, and the rules of operations on their objects. */
export function kindsSchema(version: string, kinds: readonly Kind[]): EditorSchema {
  const source = schemaSource(version)
  const known = new Map(
    kinds.flatMap((kind) => {
      const schema = source.kind(kind)
      return schema === undefined ? [] : [[`${kind.apiVersion}/${kind.kind}` as string, schema] as const]
    }),
  )
  const rules: Record<string, EditorSchema> = {}
  for (const one of kinds) {
    const name = `${one.apiVersion}/${one.kind}`
    const schema = known.get(name)
    rules[rulesDefinition(one)] =
      schema === undefined
        ? {}
        : {
            if: { anyOf: [{ not: { required: ['path'] } }, ref('hasReference')] },
            else: pathRules(schema, kindDefinition(name), factsOf(one.kind).documents, source, rules),
          }
  }
  return {
    definitions: {
      ...describedDefinitions(version, known, source),
      ...rules,
      required: requiredField,
      ...referenceDefinitions,
    },
  }
}
