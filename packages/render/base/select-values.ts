import { conditionOf, formatPointer, isConditionMet, withoutCondition } from '@thanos-gitops/manifest'
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

/**
 * A copy without fields that are undefined and without the elements and fields whose components are absent; the value itself
 * where nothing is left out. Throws NotJson.
 */
export function selectValues(value: object, present: ReadonlySet<string>): object {
  try {
    return select(value, present) as object
  } catch (error) {
    if (error === notJson) throw locate(value, present)
    throw error
  }
}

const notJson = new Error('not JSON')

// Loops instead of chains of array methods, and no path: this runs once over the whole base at every start, before the engine
// compiles it.
function select(value: unknown, present: ReadonlySet<string>): unknown {
  if (typeof value !== 'object' || value === null) return selectScalar(value)
  if (Array.isArray(value)) return selectElements(value, present)
  if (Object.getPrototypeOf(value) !== Object.prototype) throw notJson
  return selectFields(value as Record<string, unknown>, present)
}

function selectScalar(value: unknown): unknown {
  if (typeof value === 'string') return withoutCondition(value)
  if (typeof value === 'boolean' || value == null || Number.isFinite(value)) return value
  throw notJson
}

function selectElements(list: readonly unknown[], present: ReadonlySet<string>): readonly unknown[] {
  let copy: unknown[] | undefined
  for (let index = 0; index < list.length; index++) {
    const element = list[index]
    if (element === undefined) throw notJson
    if (isSharded(element) && !isAbsent(element, present)) {
      copy ??= list.slice(0, index)
      copy.push(...inShards(element, present, (presentInShard) => select(element, presentInShard)))
      continue
    }
    const selected = isAbsent(element, present) ? undefined : select(element, present)
    if (selected !== element) copy ??= list.slice(0, index)
    if (copy && selected !== undefined) copy.push(selected)
  }
  return copy ?? list
}

function selectFields(
  fields: Readonly<Record<string, unknown>>,
  present: ReadonlySet<string>,
): Readonly<Record<string, unknown>> {
  let copy: Record<string, unknown> | undefined
  for (const key of Object.keys(fields)) {
    const field = fields[key]
    const selected = isAbsent(field, present) ? undefined : select(field, present)
    if (selected === field && field !== undefined) continue
    copy ??= { ...fields }
    if (selected === undefined) delete copy[key]
    else copy[key] = selected
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
    select(value, present)
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
