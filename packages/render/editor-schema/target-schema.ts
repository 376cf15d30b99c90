import { groupOf, type KubernetesObject, unshardedName } from '@thanos-gitops/manifest'
import { type EditorSchema, oneOf } from './editor-schema.ts'

/** An object that patches can change. */
export interface PatchTarget {
  readonly object: KubernetesObject
  readonly component: string
}

/**
 * The target of a patch: an object by kind and name, or a selection with `expect`.
 *
 * @param namespace that of the environment. The schema does not name it, so that environments share the schema: see `namespacesSchema`
 */
export function targetSchema(targets: readonly PatchTarget[], namespace: string): EditorSchema {
  const kinds = [...new Set(targets.map(({ object }) => object.kind))].sort()
  const named = { type: 'string', minLength: 1 }
  const name = {
    ...named,
    description:
      'The name of the object, as npx thanos-gitops list prints it. With expect, * and ? match any characters.',
  }
  return {
    type: 'object',
    additionalProperties: false,
    properties: {
      kind: { enum: kinds, description: 'The kind of the object.' },
      name,
      ...groupAndNamespace(targets, namespace),
      labelSelector: { ...named, description: 'app=a, app!=a, app in (a, b), app or !app, separated by commas' },
      component: {
        enum: [...new Set(targets.map(({ component }) => component))].sort(),
        description: 'All objects of this component. It needs expect.',
      },
      expect: { type: 'integer', minimum: 1, description: 'the number of objects that the target matches' },
    },
    if: { anyOf: ['labelSelector', 'component', 'expect'].map((key) => ({ required: [key] })) },
    then: { required: ['expect'] },
    else: {
      required: ['kind', 'name'],
      allOf: kinds.map((kind) => ({
        if: { required: ['kind'], properties: { kind: { const: kind } } },
        then: {
          properties: namesOf(
            targets.filter(({ object }) => object.kind === kind),
            namespace,
          ),
        },
      })),
    },
  }
}

const namesOf = (targets: readonly PatchTarget[], namespace: string): EditorSchema => ({
  name: { enum: [...new Set(targets.flatMap(({ object }) => [object.metadata.name, unshardedName(object)]))] },
  ...groupAndNamespace(targets, namespace),
})

const groupAndNamespace = (targets: readonly PatchTarget[], namespace: string): EditorSchema => {
  const namespaces = namespacesOf(targets)
  return {
    group: oneOf(targets.map(({ object }) => groupOf(object.apiVersion))),
    namespace: namespaces.includes(namespace) ? { type: 'string' } : oneOf(namespaces),
  }
}

const namespacesOf = (targets: readonly Pick<PatchTarget, 'object'>[]): readonly string[] =>
  targets.flatMap(({ object }) => object.metadata.namespace ?? [])

/** The namespaces that the targets in a patch file can have. */
export const namespacesSchema = (targets: readonly Pick<PatchTarget, 'object'>[]): EditorSchema => ({
  items: { properties: { target: { properties: { namespace: oneOf(namespacesOf(targets)) } } } },
})
