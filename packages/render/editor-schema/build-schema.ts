import type { Schema } from '@thanos-gitops/schemas'
import type { Policy } from '../policy/refusal.ts'
import { type DescribedTarget, describeTarget, type SchemaTarget } from './described-target.ts'
import { type EditorSchema, ref } from './editor-schema.ts'
import { editorDefinitions, kindRules } from './kind-rules.ts'
import { mostTargets } from './most-targets.ts'
import { enumOfPaths, objectRules } from './object-rules.ts'
import { operationSchema } from './operation-schema.ts'
import { schemaSource } from './schema-source.ts'
import { targetSchema } from './target-schema.ts'

export interface SchemaInput {
  readonly environment: string
  readonly kubernetesVersion: string
  readonly targets: readonly SchemaTarget[]
  readonly policy: Policy | undefined
}

/** The JSON Schema of an environment's patch files. With more objects than `mostTargets` it has their names but no paths. */
export function buildSchema(
  input: SchemaInput,
): EditorSchema & { readonly definitions: Readonly<Record<string, unknown>> } {
  const source = schemaSource(input.kubernetesVersion)
  const isDetailed = input.targets.length <= mostTargets
  const targets = input.targets.map((target) => describeTarget(target, input.policy, source, isDetailed))
  const detailed = isDetailed ? targets : []
  const byKind = Map.groupBy(detailed, ({ object }) => object.kind)
  const used: Schema[] = []
  const kinds = [...byKind].map(([kind, ofKind]) => [kind, kindRules(ofKind, used)] as const)
  const shared = new Map([...byKind].map(([kind, ofKind]) => [kind, sharedPaths(ofKind)]))
  return {
    title: `Patches of ${input.environment}`,
    type: ['array', 'null'],
    items: {
      type: 'object',
      required: ['target', 'patch'],
      additionalProperties: false,
      properties: {
        target: targetSchema(targets),
        patch: { type: 'array', items: ref('operation') },
      },
      allOf: [...detailed.map(patchOfObject), ...[...byKind].map(([kind, ofKind]) => patchOfKind(kind, ofKind))],
    },
    definitions: {
      operation: operationSchema,
      ...Object.fromEntries(kinds.map(([kind, rules]) => [`${kind}.values`, rules])),
      ...Object.fromEntries([...shared].map(([kind, paths]) => [`${kind}.optional`, enumOfPaths(paths)])),
      ...Object.assign(
        {},
        ...detailed.map((target) => objectRules(target, shared.get(target.object.kind)!, input.policy)),
      ),
      ...editorDefinitions(source.definitions(used)),
    },
  }
}

/** The operations of a patch for one object. */
const patchOfObject = ({ object, name }: DescribedTarget): EditorSchema => ({
  if: {
    required: ['target'],
    properties: {
      target: {
        required: ['kind', 'name'],
        properties: { kind: { const: object.kind }, name: { const: object.metadata.name } },
      },
    },
  },
  then: { properties: { patch: { items: ref(name) } } },
})

/** The operations of a patch for several objects of a kind. */
const patchOfKind = (kind: string, targets: readonly DescribedTarget[]): EditorSchema => ({
  if: {
    required: ['target'],
    properties: { target: { required: ['kind', 'expect'], properties: { kind: { const: kind } } } },
  },
  then: {
    properties: {
      patch: {
        items: {
          allOf: [
            { properties: { path: { anyOf: targets.map(({ name }) => ref(`${name}.place`)) } } },
            ref(`${kind}.values`),
          ],
        },
      },
    },
  },
})

/** The paths of fields that every object of a kind could have, with the same description. They are defined once. */
const sharedPaths = (targets: readonly DescribedTarget[]): ReadonlyMap<string, string> =>
  new Map(
    [...targets[0]!.optional].filter(([path, text]) => targets.every(({ optional }) => optional.get(path) === text)),
  )
