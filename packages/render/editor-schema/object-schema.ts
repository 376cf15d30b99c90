import { type KubernetesObject, unshardedName } from '@thanos-gitops/manifest'
import type { Policy } from '../policy/refusal.ts'
import { describeTarget, type SchemaTarget } from './described-target.ts'
import { type EditorSchema, ref } from './editor-schema.ts'
import { kindDefinitions, valueRules } from './kind-rules.ts'
import { objectRules } from './object-rules.ts'
import { operationSchema } from './operation-schema.ts'
import { schemaSource } from './schema-source.ts'

/** The definitions of the object's kind in a version of Kubernetes. */
export const kindSchema = (version: string, object: KubernetesObject): EditorSchema =>
  kindDefinitions(schemaSource(version).kind(object), schemaSource(version))

/**
 * The schema of a patch whose target is this object: it decides nothing about other patches.
 *
 * @param kindName the name of the schema with the definitions of its kind
 */
export function objectSchema(
  target: SchemaTarget,
  policy: Policy | undefined,
  kubernetesVersion: string,
  kindName: string,
): EditorSchema {
  const described = describeTarget(target, policy, schemaSource(kubernetesVersion))
  const { kind, metadata } = described.object
  return {
    if: {
      required: ['target'],
      properties: {
        target: {
          required: ['kind', 'name'],
          properties: {
            kind: { const: kind },
            name: { enum: [...new Set([metadata.name, unshardedName(described.object)])] },
          },
        },
      },
    },
    then: { properties: { patch: { items: ref('operationOfObject') } } },
    definitions: {
      operation: operationSchema,
      values: valueRules(described, kindName),
      ...objectRules(described, policy),
    },
  }
}
