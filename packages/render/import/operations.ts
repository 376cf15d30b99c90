// The smallest operations that turn one version of an object into another.
import type { Json, JsonObject } from '@thanos-gitops/manifest'
import { namedLists } from './list-names.ts'
import { isList, isMapping, isSameContent, type JsonList, lineCount } from './value.ts'

/** An operation of a patch, before it is written. Its path can contain list steps. */
export interface ImportOperation {
  readonly op: 'add' | 'remove' | 'replace'
  readonly path: readonly string[]
  readonly value?: Json
}

type Path = readonly string[]

/** Operations on parts show what differs, and later changes of the base reach the other parts: they may be this much longer. */
const usualPreference = 1.5

/**
 * The operations that turn `before` into `after`, with few lines.
 *
 * @param preference how many times as long operations on parts of a value may be as its replacement
 */
export function operationsBetween(
  before: Json,
  after: Json,
  path: Path = [],
  preference = usualPreference,
): readonly ImportOperation[] {
  if (isSameContent(before, after)) return []
  const whole: readonly ImportOperation[] = [{ op: 'replace', path, value: after }]
  const parts =
    isMapping(before) && isMapping(after)
      ? mappingOperations(before, after, path, preference)
      : isList(before) && isList(after)
        ? listOperations(before, after, path, preference)
        : undefined
  if (parts === undefined) return whole
  return isIdentity(path) || costOf(parts) <= preference * costOf(whole) ? parts : whole
}

/** The lines of operations in a patch file. */
export const costOf = (operations: readonly ImportOperation[]): number =>
  operations.reduce((sum, { op, value }) => sum + 2 + (op === 'remove' ? 0 : valueLines(value)), 0)

const valueLines = (value: unknown): number =>
  lineCount(value) + (typeof value === 'object' && value !== null && Object.keys(value).length > 0 ? 1 : 0)

/** A patch must not replace the object, or its metadata, which contain its identity. */
const isIdentity = (path: Path): boolean => path.length === 0 || (path.length === 1 && path[0] === 'metadata')

/** Steps that a patch cannot have, or that it reads as the end of a list. */
const unusableKeys = ['__proto__', 'constructor', 'prototype', '-']

function mappingOperations(
  before: JsonObject,
  after: JsonObject,
  path: Path,
  preference: number,
): readonly ImportOperation[] | undefined {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  const changed = keys.filter((key) => !isSameContent(own(before, key), own(after, key)))
  if (changed.some((key) => unusableKeys.includes(key))) return undefined
  return changed.flatMap((key): readonly ImportOperation[] => {
    const [from, to] = [own(before, key), own(after, key)]
    if (to === undefined) return [{ op: 'remove', path: [...path, key] }]
    if (from === undefined) return [{ op: 'add', path: [...path, key], value: to }]
    return operationsBetween(from, to, [...path, key], preference)
  })
}

const own = (mapping: JsonObject, key: string): Json | undefined =>
  Object.hasOwn(mapping, key) ? mapping[key] : undefined

function listOperations(
  before: JsonList,
  after: JsonList,
  path: Path,
  preference: number,
): readonly ImportOperation[] | undefined {
  const ways = [namedOperations(before, after, path, preference), indexedOperations(before, after, path, preference)]
  return ways
    .filter((way) => way !== undefined)
    .reduce<readonly ImportOperation[] | undefined>(
      (best, way) => (best === undefined || costOf(way) < costOf(best) ? way : best),
      undefined,
    )
}

/** Undefined where elements have no names, or where those that stay have another order. */
function namedOperations(
  before: JsonList,
  after: JsonList,
  path: Path,
  preference: number,
): readonly ImportOperation[] | undefined {
  const [from, to] = namedLists([before, after]) ?? []
  if (from === undefined || to === undefined) return undefined
  const staying = from.names.filter((name) => to.names.includes(name))
  if (
    !isSameContent(
      staying,
      to.names.filter((name) => from.names.includes(name)),
    )
  )
    return undefined
  const changes: ImportOperation[] = []
  const removals: ImportOperation[] = []
  for (const [index, name] of from.names.entries()) {
    const target = to.names.indexOf(name)
    if (target >= 0 && isSameContent(before[index]!, after[target]!)) continue
    const step = from.steps[index] ?? (target < 0 ? undefined : onlyIndex(before, index))
    if (step === undefined) return undefined
    if (target < 0) removals.push({ op: 'remove', path: [...path, step] })
    else changes.push(...operationsBetween(before[index]!, after[target]!, [...path, step], preference))
  }
  const added = additions(after, to, staying, path)
  // An element that is added at the index of one that was removed would look like a replacement.
  return added && [...changes, ...added, ...removals]
}

/** The index of a mapping that a step cannot name, as in volume claim templates. Operations that move elements follow. */
const onlyIndex = (list: JsonList, index: number): string | undefined =>
  isMapping(list[index]) ? String(index) : undefined

/** New elements: at the end of the list, or before the element that follows. `add` at a list step inserts before it. */
function additions(
  after: JsonList,
  { names, steps }: { readonly names: readonly string[]; readonly steps: readonly (string | undefined)[] },
  staying: readonly string[],
  path: Path,
): readonly ImportOperation[] | undefined {
  const last = Math.max(-1, ...staying.map((name) => names.indexOf(name)))
  const inside: ImportOperation[] = []
  for (let index = last - 1; index >= 0; index--) {
    if (staying.includes(names[index]!)) continue
    const next = steps[index + 1]
    if (next === undefined) return undefined
    inside.push({ op: 'add', path: [...path, next], value: after[index]! })
  }
  const atEnd = after.slice(last + 1).map((value): ImportOperation => ({ op: 'add', path: [...path, '-'], value }))
  return [...inside, ...atEnd]
}

/** Elements without names: those at the same place of lists of mappings, and those that a list of scalars has in addition. */
function indexedOperations(
  before: JsonList,
  after: JsonList,
  path: Path,
  preference: number,
): readonly ImportOperation[] | undefined {
  if (
    before.length === after.length &&
    [...before, ...after].every(isMapping) &&
    namedLists([before, after]) === undefined
  )
    return before.flatMap((element, index) =>
      operationsBetween(element, after[index]!, [...path, String(index)], preference),
    )
  if (before.length === 0 || !before.every((element, index) => isSameContent(element, after[index]))) return undefined
  return after.slice(before.length).map((value) => ({ op: 'add', path: [...path, '-'], value }))
}
