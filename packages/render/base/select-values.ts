import {
  conditionOf,
  formatPointer,
  hasContentHash,
  hasReference,
  hasReplicaCount,
  isConditionMet,
  setField,
  sortedKeys,
  withoutCondition,
} from '@thanos-gitops/manifest'
import { inShards, isSharded } from './shards.ts'

/** Thrown for a value of the base that a manifest cannot contain. */
export class NotJson extends Error {
  override name = 'NotJson'
  /** JSON Pointer of the value. */
  readonly pointer: string

  constructor(value: string, pointer: string) {
    super(value)
    this.pointer = pointer
  }
}

/** Whether a value has a condition that these components do not meet. */
export function isAbsent(value: unknown, present: ReadonlySet<string>): boolean {
  const condition = conditionOf(value)
  return condition !== undefined && !isConditionMet(condition, present)
}

/** What the components of an environment leave of a value of the base. */
export interface Selection {
  /** In the order of keys of the manifests. */
  readonly value: object
  /** The mappings and lists that contain a reference. */
  readonly referring: ReadonlySet<object>
  /** Whether it contains the content hash of a ConfigMap. */
  readonly hasContentHash: boolean
  /** Whether it contains the number of replicas of a workload. */
  readonly hasReplicaCount: boolean
}

/**
 * A copy in the order of keys of the manifests, without fields that are undefined and without the elements and fields whose components
 * are absent. Parts that are in order and complete are shared with the value. Throws NotJson.
 *
 * @param inShard the string that a string becomes in the copy of a shard
 */
export function selectValues(value: object, present: ReadonlySet<string>, inShard = unchanged): Selection {
  const walk = walkFor(present, inShard)
  try {
    const selected = select(value, walk) as object
    const { referring, hasContentHash, hasReplicaCount } = walk.found
    return { value: selected, referring, hasContentHash, hasReplicaCount }
  } catch (error) {
    if (error === notJson) throw locate(value, present)
    throw error
  }
}

interface Walk {
  readonly present: ReadonlySet<string>
  readonly inShard: (text: string) => string
  /** The same for the copies of all shards. */
  readonly found: Found
}

interface Found {
  readonly referring: Set<object>
  /** How many strings with references were found. */
  references: number
  hasContentHash: boolean
  hasReplicaCount: boolean
}

const walkFor = (present: ReadonlySet<string>, inShard = unchanged): Walk => ({
  present,
  inShard,
  found: { referring: new Set(), references: 0, hasContentHash: false, hasReplicaCount: false },
})

const unchanged = (text: string): string => text

const notJson = new Error('not JSON')

// One walk instead of several, loops instead of chains of array methods, and no path: this runs once over the whole base at every start,
// before the engine compiles it.
function select(value: unknown, walk: Walk): unknown {
  if (typeof value === 'string') return selectString(withoutCondition(value), walk)
  if (typeof value !== 'object' || value === null) return selectScalar(value)
  const { found } = walk
  const { references } = found
  const selected = Array.isArray(value) ? selectElements(value, walk) : selectFields(value as Fields, walk)
  if (found.references > references) found.referring.add(selected)
  return selected
}

function selectString(text: string, walk: Walk): string {
  if (!hasReference(text)) return text
  const selected = walk.inShard(text)
  if (!hasReference(selected)) return selected
  const { found } = walk
  found.references++
  found.hasContentHash ||= hasContentHash(selected)
  found.hasReplicaCount ||= hasReplicaCount(selected)
  return selected
}

function selectScalar(value: unknown): unknown {
  if (typeof value === 'boolean' || value == null || Number.isFinite(value)) return value
  throw notJson
}

function selectElements(list: readonly unknown[], walk: Walk): readonly unknown[] {
  let copy: unknown[] | undefined
  for (let index = 0; index < list.length; index++) {
    const element = list[index]
    if (element === undefined) throw notJson
    if (isSharded(element) && !isAbsent(element, walk.present)) {
      copy ??= list.slice(0, index)
      copy.push(...selectInShards(element, walk))
      continue
    }
    const selected = isAbsent(element, walk.present) ? undefined : select(element, walk)
    if (selected !== element) copy ??= list.slice(0, index)
    if (copy && selected !== undefined) copy.push(selected)
  }
  return copy ?? list
}

/** The copies of an element for each shard. Those of an object in shards are in the shards of the object, too. */
function selectInShards(element: object, walk: Walk): readonly unknown[] {
  return inShards(element, walk.present, (present, inShard) =>
    select(element, { ...walk, present, inShard: (text) => walk.inShard(inShard(text)) }),
  )
}

type Fields = Readonly<Record<string, unknown>>

function selectFields(fields: Fields, walk: Walk): Fields {
  if (Object.getPrototypeOf(fields) !== Object.prototype) throw notJson
  const keys = Object.keys(fields)
  const sorted = sortedKeys(keys)
  let copy: Record<string, unknown> | undefined = sorted === keys ? undefined : {}
  for (let index = 0; index < sorted.length; index++) {
    const key = sorted[index]!
    const field = fields[key]
    const selected = isAbsent(field, walk.present) ? undefined : select(field, walk)
    if (copy === undefined) {
      if (selected === field && field !== undefined) continue
      copy = {}
      for (let before = 0; before < index; before++) setField(copy, sorted[before]!, fields[sorted[before]!])
    }
    if (selected !== undefined) setField(copy, key, selected)
  }
  return copy ?? fields
}

/** The first value that is not JSON, with its pointer. */
function locate(value: object, present: ReadonlySet<string>): NotJson {
  const steps: string[] = []
  for (let at: unknown = value; ; ) {
    const children = typeof at === 'object' && at !== null ? Object.entries(at) : []
    const wrong = children.find(([, child]) => !isAbsent(child, present) && !isJson(child, present, Array.isArray(at)))
    if (wrong === undefined) return new NotJson(nameOf(at), formatPointer(steps))
    steps.push(wrong[0])
    at = wrong[1]
  }
}

function isJson(value: unknown, present: ReadonlySet<string>, isElement: boolean): boolean {
  if (isElement && value === undefined) return false
  try {
    select(value, walkFor(present))
    return true
  } catch {
    return false
  }
}

const nameOf = (value: unknown): string =>
  typeof value === 'object' && value !== null
    ? `a ${value.constructor.name}`
    : typeof value === 'number' || value === undefined
      ? String(value)
      : `a ${typeof value}`
