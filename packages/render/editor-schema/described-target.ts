import { isObject, type KubernetesObject } from '@thanos-gitops/manifest'
import { type Policy, rulesFor } from '../policy/refusal.ts'
import { eachField, type Field, fieldTree, preferredPath } from './field-tree.ts'
import type { SchemaSource } from './schema-source.ts'
import { patchedValue } from './shown-writes.ts'

/** An object that patches can change: the object of the base, and its states between the environment's own patches. */
export interface SchemaTarget {
  readonly component: string
  readonly states: readonly KubernetesObject[]
}

/** A target with its fields. */
export interface DescribedTarget extends SchemaTarget {
  readonly object: KubernetesObject
  /** One for each state. */
  readonly trees: readonly Field[]
  /** The paths of its fields, each with its description. */
  readonly existing: ReadonlyMap<string, string>
  /** The paths of the fields that could be added. */
  readonly optional: ReadonlyMap<string, string>
  /** The fields that the policy allows patches to change, and their parents. */
  readonly allowed: ReadonlySet<Field>
  /** The flags of its arguments. */
  readonly flags: ReadonlySet<string>
}

export function describeTarget(
  target: SchemaTarget,
  policy: Policy | undefined,
  source: SchemaSource,
): DescribedTarget {
  const { states } = target
  const trees = states.map((state) => fieldTree(state, source))
  const allowed = new Set<Field>()
  const flags = new Set<string>()
  const existing = new Map<string, string>()
  const optional = new Map<string, string>()
  const addPath = (path: readonly Field[], isAllowed: boolean): void => {
    const field = path.at(-1)!
    const pointer = preferredPath(path)
    if (field.exists) existing.set(pointer, description(field, source, isAllowed))
    else if (!existing.has(pointer)) optional.set(pointer, description(field, source, isAllowed))
  }
  for (const [index, tree] of trees.entries())
    eachField(tree, (path) => {
      const { plain, flag, steps } = path.at(-1)!
      const isAllowed =
        policy === undefined || rulesFor(policy.rules, target.component, states[index]!, plain).length > 0
      // A patch may also write a parent with an allowed field in it.
      if (isAllowed) for (const field of path) allowed.add(field)
      if (flag !== undefined) flags.add(flag)
      if (steps !== undefined && path.length > 1) addPath(path, isAllowed)
    })
  return {
    ...target,
    object: states[0]!,
    trees,
    existing,
    optional,
    allowed,
    flags,
  }
}

const longestDescription = 60

const isPatched = (value: unknown): boolean => typeof value === 'string' && value.endsWith(patchedValue)

/** The type of a field, its choices, and its value in the base. */
function description({ value, schema, exists }: Field, source: SchemaSource, isAllowed: boolean): string {
  const resolved = schema && source.resolved(schema)
  const type = resolved?.format ?? [resolved?.type ?? []].flat().join(' or ')
  const choices = resolved?.enum === undefined ? '' : `: ${resolved.enum.join(', ')}`
  const inBase = Array.isArray(value)
    ? `a list of ${value.length}`
    : isObject(value) || !exists
      ? ''
      : isPatched(value)
        ? patchedValue
        : `base: ${String(value)}`
  const text = [`${type}${choices}`, inBase].filter((part) => part !== '').join('; ')
  const short = text.length > longestDescription ? `${text.slice(0, longestDescription - 3)}...` : text
  return `${isAllowed ? '' : 'not by patches; '}${short}`
}
