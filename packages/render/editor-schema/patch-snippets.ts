import { escapeStep, isObject, type KubernetesObject, valueAt } from '@thanos-gitops/manifest'
import { type Policy, rulesFor } from '../policy/refusal.ts'
import type { EditorSchema } from './editor-schema.ts'
import type { PatchTarget } from './target-schema.ts'

/** An operation that an object permits, with the steps of its path without list steps. */
interface Operation {
  readonly op: 'add' | 'replace'
  readonly path: string
  readonly plain: readonly string[]
  readonly value: unknown
}

interface Change {
  readonly label: string
  /** The operation on an object; undefined if it has no such field. */
  operation(object: KubernetesObject): Operation | undefined
}

const changes: readonly Change[] = [
  { label: 'replicas', operation: (object) => replaced(object, ['spec', 'replicas']) },
  { label: 'memory', operation: (object) => ofContainer(object, ['resources', 'limits', 'memory']) },
  {
    label: 'storage',
    operation: (object) =>
      replaced(object, ['spec', 'volumeClaimTemplates', '0', 'spec', 'resources', 'requests', 'storage']),
  },
  {
    label: 'argument',
    operation: (object) => {
      const container = ofContainer(object, ['args'])
      return (
        container && {
          ...container,
          op: 'add',
          path: `${container.path}/-`,
          plain: [...container.plain, '-'],
          value: '--flag=value',
        }
      )
    },
  },
  { label: 'image', operation: (object) => ofContainer(object, ['image']) },
]

const replaced = (object: KubernetesObject, steps: readonly string[]): Operation | undefined => {
  const value = valueAt(object, steps)
  return value === undefined ? undefined : { op: 'replace', path: `/${steps.join('/')}`, plain: steps, value }
}

/** The operation on a field of the first container of the pods. */
function ofContainer(object: KubernetesObject, steps: readonly string[]): Operation | undefined {
  const containers = ['spec', 'template', 'spec', 'containers']
  const first = valueAt(object, [...containers, '0'])
  const found = replaced(object, [...containers, '0', ...steps])
  if (found === undefined || !isObject(first) || typeof first.name !== 'string') return undefined
  return { ...found, path: `/${[...containers, `[name=${escapeStep(first.name)}]`, ...steps].join('/')}` }
}

/**
 * Patches that editors offer in a patch file, each valid as it is: one for each usual change, of the first object that has the field and
 * for which the policy allows it.
 */
export function patchSnippets(targets: readonly PatchTarget[], policy: Policy | undefined): readonly EditorSchema[] {
  return changes.flatMap(({ label, operation }) => {
    for (const { object, component } of targets) {
      const found = operation(object)
      if (found !== undefined && isAllowed(found.plain, object, component, policy))
        return [snippet(label, object, found)]
    }
    return []
  })
}

const isAllowed = (
  plain: readonly string[],
  object: KubernetesObject,
  component: string,
  policy: Policy | undefined,
): boolean => policy === undefined || rulesFor(policy.rules, component, object, plain).length > 0

const snippet = (
  label: string,
  { kind, metadata }: KubernetesObject,
  { op, path, value }: Operation,
): EditorSchema => ({
  label: `${label} of ${kind}/${metadata.name}`,
  description: `A patch of ${path}`,
  sortText: `!${label}`,
  type: 'array',
  body: { target: { kind, name: metadata.name }, patch: [{ op, path, value: `\${1:${String(value)}}` }] },
})
