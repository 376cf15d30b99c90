import { isObject, type KubernetesObject } from '@thanos-gitops/manifest'
import { type Policy, rulesFor } from '../policy/refusal.ts'
import { resourcesComponent } from '../resources/own-object.ts'
import { eachField, type Field, fieldTree, preferredPath } from './field-tree.ts'
import type { SchemaSource } from './schema-source.ts'
import { patchedValue } from './shown-writes.ts'
import { isUsual, usualness } from './usual-changes.ts'

/** An object that patches can change: the object of the base, and its states between the environment's own patches. */
export interface SchemaTarget {
  readonly component: string
  readonly states: readonly KubernetesObject[]
}

/** A path that an editor offers. */
export interface OfferedPath {
  readonly path: string
  /** Whether the object has the field. Otherwise only `add` can write it. */
  readonly exists: boolean
  /** Whether people choose its name, as of a label. */
  readonly isKey: boolean
  /** Whether the policy allows patches to change the field. */
  readonly isAllowed: boolean
  /** The type, the choices and the value in the base. */
  readonly description: string
  /** The steps with indexes instead of list steps. */
  readonly plain: readonly string[]
}

/** A target with its fields. */
export interface DescribedTarget extends SchemaTarget {
  readonly object: KubernetesObject
  /** One for each state. */
  readonly trees: readonly Field[]
  /** The paths that editors offer first: what the policy allows, then what patches usually change. */
  readonly firstPaths: readonly OfferedPath[]
  readonly otherPaths: readonly OfferedPath[]
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
  const origin = target.component === resourcesComponent ? 'file' : 'base'
  const trees = states.map((state) => fieldTree(state, source))
  const allowed = new Set<Field>()
  const flags = new Set<string>()
  const paths = new Map<string, OfferedPath>()
  const addPath = (fields: readonly Field[], isAllowed: boolean): void => {
    const field = fields.at(-1)!
    if (field.steps === undefined || fields.length === 1 || isOfServer(field)) return
    const path = preferredPath(fields)
    if (field.exists || !paths.has(path)) paths.set(path, offeredPath(path, field, source, isAllowed, origin))
  }
  for (const [index, tree] of trees.entries())
    eachField(tree, (fields) => {
      const { plain, flag } = fields.at(-1)!
      const isAllowed =
        policy === undefined || rulesFor(policy.rules, target.component, states[index]!, plain).length > 0
      // A patch may also write a parent with an allowed field in it.
      if (isAllowed) for (const field of fields) allowed.add(field)
      if (flag !== undefined) flags.add(flag)
      addPath(fields, isAllowed)
    })
  return { ...target, object: states[0]!, trees, ...inOrder([...paths.values()]), allowed, flags }
}

/** Fields that only the API server and controllers write: patches can add them, but editors do not offer them. */
const fieldsOfServer: ReadonlySet<string> = new Set([
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'ephemeralContainers',
  'generateName',
  'generation',
  'managedFields',
  'ownerReferences',
  'resourceVersion',
  'selfLink',
  'status',
  'uid',
])

const isOfServer = ({ exists, plain }: Field): boolean => !exists && fieldsOfServer.has(plain.at(-1)!)

const offeredPath = (
  path: string,
  field: Field,
  source: SchemaSource,
  isAllowed: boolean,
  origin: string,
): OfferedPath => ({
  path,
  exists: field.exists,
  isKey: field.anonymous && !/^(?:\d+|-)$/.test(field.plain.at(-1)!),
  isAllowed,
  description: description(field, source, isAllowed, origin),
  plain: field.plain,
})

/** More paths have no order: documents in ConfigMaps have thousands of fields. */
const mostFirst = 60

function inOrder(paths: readonly OfferedPath[]): Pick<DescribedTarget, 'firstPaths' | 'otherPaths'> {
  const first = paths
    .filter(({ path, isAllowed }) => isAllowed || isUsual(path))
    .sort((a, b) => Number(b.isAllowed) - Number(a.isAllowed) || usualness(a.path) - usualness(b.path))
    .slice(0, mostFirst)
  const taken = new Set(first)
  return { firstPaths: first, otherPaths: paths.filter((path) => !taken.has(path)) }
}

const longestDescription = 40

const isPatched = (value: unknown): boolean => typeof value === 'string' && value.endsWith(patchedValue)

/** The type of a field, its choices, and its value in the base, or in the file of the object. */
function description(
  { value, schema, exists }: Field,
  source: SchemaSource,
  isAllowed: boolean,
  origin: string,
): string {
  const resolved = schema && source.resolved(schema)
  const type = resolved?.format ?? [resolved?.type ?? []].flat().join(' or ')
  const choices = resolved?.enum === undefined ? '' : `: ${resolved.enum.join(', ')}`
  const inBase = Array.isArray(value)
    ? `a list of ${value.length}`
    : isObject(value) || !exists
      ? ''
      : isPatched(value)
        ? patchedValue
        : `${origin}: ${String(value)}`
  const text = [`${type}${choices}`, inBase].filter((part) => part !== '').join('; ')
  return `${isAllowed ? '' : 'not by patches; '}${cut(text)}`
}

const cut = (text: string): string =>
  text.length > longestDescription ? `${text.slice(0, longestDescription - 3)}...` : text
