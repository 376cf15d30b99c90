import { isDeepStrictEqual } from 'node:util'
import { type Finding, formatPointer, isObject, labelOf, valueAt } from '@thanos-gitops/manifest'
import type { Operation } from './patch.ts'
import type { RecordedOperation } from './redundant-operations.ts'

/** An `add` of a list or a mapping at a field that has one. RFC 6902 replaces it; people often expect that it is extended. */
export interface ReplacingAddition {
  readonly operation: Operation
  /** The label of the object. */
  readonly object: string
  /** What the object no longer has: keys, or elements by their name or value. */
  readonly lost: readonly string[]
  readonly isList: boolean
}

/** Undefined if the operation writes a new field, or keeps all that was there. */
export function replacingAddition({
  operation,
  before,
  after,
  steps,
}: RecordedOperation): ReplacingAddition | undefined {
  if (operation.op !== 'add' || Array.isArray(valueAt(before, steps.slice(0, -1)))) return undefined
  const lost = lostParts(valueAt(before, steps), valueAt(after, steps))
  return lost.length === 0
    ? undefined
    : { operation, object: labelOf(before), lost, isList: Array.isArray(operation.value) }
}

function lostParts(before: unknown, after: unknown): readonly string[] {
  if (Array.isArray(before) && Array.isArray(after))
    return before
      .filter((element) => !after.some((other) => isDeepStrictEqual(element, other)))
      .map((element: unknown) => nameOf(element))
  if (isObject(before) && isObject(after)) return Object.keys(before).filter((key) => !Object.hasOwn(after, key))
  return []
}

const nameOf = (element: unknown): string =>
  isObject(element)
    ? typeof element.name === 'string'
      ? element.name
      : `{${Object.keys(element).join(', ')}}`
    : String(element)

const mostNamed = 5

/** The warning about an addition that replaces. */
export function replacingFinding({ operation, object, lost, isList }: ReplacingAddition): Finding {
  const pointer = formatPointer(operation.path)
  const named = lost.slice(0, mostNamed).join(', ')
  const more = lost.length > mostNamed ? ` and ${lost.length - mostNamed} more` : ''
  const extend = isList
    ? `To append, add each element with the path ${pointer}/-.`
    : `To add a key, end the path with it: ${pointer}/NAME.`
  return {
    code: 'patch-add-replaces',
    severity: 'warning',
    message: `${object}: add replaces the ${isList ? 'list' : 'mapping'} ${pointer}, which loses ${named}${more}.`,
    remedy: `${extend} To replace it, write op: replace.`,
    place: operation.place('path'),
  }
}
