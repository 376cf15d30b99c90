import { unshardedName } from '@thanos-gitops/manifest'
import type { Policy } from '../policy/refusal.ts'
import { describeTarget, type SchemaTarget } from './described-target.ts'
import { type EditorSchema, ref } from './editor-schema.ts'
import { escapePattern } from './field-tree.ts'
import { objectRules } from './object-rules.ts'
import { schemaSource } from './schema-source.ts'

/**
 * The schema of a patch whose target is this object: it decides nothing about other patches.
 *
 * @param kindRules the schema with the rules of its kind
 */
export function objectSchema(
  target: SchemaTarget,
  policy: Policy | undefined,
  kubernetesVersion: string,
  kindRules: EditorSchema,
): EditorSchema {
  const described = describeTarget(target, policy, schemaSource(kubernetesVersion))
  const { kind, metadata } = described.object
  const names = [...new Set([metadata.name, unshardedName(described.object)])]
  return {
    if: {
      required: ['target'],
      properties: {
        target: {
          required: ['kind', 'name'],
          properties: {
            kind: { const: kind },
            name: { pattern: `^(?:${names.map(escapePattern).join('|')})$` },
          },
        },
      },
    },
    then: { properties: { patch: { items: ref('operationOfObject') } } },
    definitions: objectRules(described, policy, kindRules),
  }
}
