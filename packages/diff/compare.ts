import { escapeStep, isObject, type Mapping } from '@thanos-gitops/manifest'
import type { Schema } from '@thanos-gitops/schemas'
import { splitFlag } from '@thanos-gitops/workloads'
import { documentIn } from './documents.ts'
import { keyed } from './list-keys.ts'
import { fieldSchema, isMap } from './schema.ts'

/** A field that differs. The steps lead into the new object, or into the old one where the field is removed. */
export interface RawChange {
  readonly steps: readonly string[]
  /** The same field in the old object, where a list element may have had another index. */
  readonly stepsBefore: readonly string[]
  /** The same field as patches write it: `[name=thanos]` for an index. */
  readonly path: readonly string[]
  readonly before?: unknown
  readonly after?: unknown
  /** Only the order of a list differs: before and after are the names of its elements. */
  readonly reordered?: true
}

/** The field that is being compared, in both objects. */
interface Location {
  readonly steps: readonly string[]
  readonly stepsBefore: readonly string[]
  readonly path: readonly string[]
  readonly schema?: Schema | undefined
}

/** All differences, field by field. List elements are matched by their keys. */
export function compare(
  before: unknown,
  after: unknown,
  schema: Schema | undefined,
  options: { readonly documents?: string } = {},
): readonly RawChange[] {
  const changes: RawChange[] = []
  compareValues(before, after, { steps: [], stepsBefore: [], path: [], schema }, changes, options.documents)
  return changes
}

function compareValues(before: unknown, after: unknown, at: Location, changes: RawChange[], documents?: string): void {
  if (before === after) return
  if (isObject(before) && isObject(after)) compareMappings(before, after, at, changes, documents)
  else if (Array.isArray(before) && Array.isArray(after)) compareLists(before, after, at, changes)
  else if (isMapOnOneSide(before, after, at))
    compareMappings((before ?? {}) as Mapping, (after ?? {}) as Mapping, at, changes, documents)
  else if (!compareDocuments(before, after, at, changes, documents)) changes.push(changeOf(at, before, after))
}

/** Labels, annotations, data: a map that is added or removed is reported entry by entry. */
const isMapOnOneSide = (before: unknown, after: unknown, { schema, steps }: Location): boolean =>
  (before === undefined
    ? isObject(after) && Object.keys(after).length > 0
    : after === undefined && isObject(before) && Object.keys(before).length > 0) &&
  steps.length > 0 &&
  (schema === undefined ? steps[0] === 'metadata' : isMap(schema))

const changeOf = ({ steps, stepsBefore, path }: Location, before: unknown, after: unknown): RawChange => ({
  steps: after === undefined ? stepsBefore : steps,
  stepsBefore,
  path,
  ...(before === undefined ? {} : { before }),
  ...(after === undefined ? {} : { after }),
})

function compareMappings(
  before: Record<string, unknown>,
  after: Record<string, unknown>,
  at: Location,
  changes: RawChange[],
  documents?: string,
): void {
  for (const name of Object.keys(before)) {
    const [valueBefore, valueAfter] = [before[name], Object.hasOwn(after, name) ? after[name] : undefined]
    // Most fields are equal: a location is created only for those that are not.
    if (!isSame(valueBefore, valueAfter)) compareValues(valueBefore, valueAfter, fieldAt(at, name), changes, documents)
  }
  for (const name of Object.keys(after))
    if (!Object.hasOwn(before, name)) compareValues(undefined, after[name], fieldAt(at, name), changes, documents)
}

/** Whether two values are equal. The order of keys is ignored. */
export function isSame(before: unknown, after: unknown): boolean {
  if (before === after) return true
  if (typeof before !== 'object' || typeof after !== 'object' || before === null || after === null) return false
  if (Array.isArray(before) || Array.isArray(after))
    return (
      Array.isArray(before) &&
      Array.isArray(after) &&
      before.length === after.length &&
      before.every((element, index) => isSame(element, after[index]))
    )
  const keys = Object.keys(before)
  if (keys.length !== Object.keys(after).length) return false
  return keys.every((key) => Object.hasOwn(after, key) && isSame((before as Mapping)[key], (after as Mapping)[key]))
}

const fieldAt = (at: Location, name: string): Location => ({
  steps: [...at.steps, name],
  stepsBefore: [...at.stepsBefore, name],
  path: [...at.path, name],
  schema: fieldSchema(at.schema, name),
})

const elementAt = (at: Location, index: number, indexBefore: number, pathStep: string): Location => ({
  steps: [...at.steps, String(index)],
  stepsBefore: [...at.stepsBefore, String(indexBefore)],
  path: [...at.path, pathStep],
  schema: at.schema?.items,
})

function compareLists(before: readonly unknown[], after: readonly unknown[], at: Location, changes: RawChange[]): void {
  const field = at.steps.at(-1) ?? ''
  const names = isArguments(field, before, after)
    ? { before: before.map(argumentName), after: after.map(argumentName) }
    : keyed(before, after, field, at.schema)
  if (names) compareByName(before, after, names.before, names.after, at, changes)
  else compareByValue(before, after, at, changes)
}

const isArguments = (field: string, before: readonly unknown[], after: readonly unknown[]): boolean =>
  (field === 'args' || field === 'command') && [...before, ...after].every((item) => typeof item === 'string')

const argumentName = (argument: unknown, _index: number, list: readonly unknown[]): string => {
  const name = splitFlag(String(argument))?.flag ?? String(argument)
  // A flag that is set several times is identified by its value.
  const repeated = list.filter((other) => (splitFlag(String(other))?.flag ?? String(other)) === name).length > 1
  return `[${repeated ? String(argument) : name}]`
}

function compareByName(
  before: readonly unknown[],
  after: readonly unknown[],
  namesBefore: readonly string[],
  namesAfter: readonly string[],
  at: Location,
  changes: RawChange[],
): void {
  const { partners, paired } = pairByName(namesBefore, namesAfter)
  for (const [index, name] of namesBefore.entries())
    if (!paired.has(index)) changes.push(changeOf(elementAt(at, index, index, name), before[index], undefined))
  for (const [index, name] of namesAfter.entries()) {
    const partner = partners[index]
    if (partner !== undefined && isSame(before[partner], after[index])) continue
    compareValues(
      partner === undefined ? undefined : before[partner],
      after[index],
      elementAt(at, index, partner ?? index, name),
      changes,
    )
  }
  if (!isAscending(partners)) changes.push({ ...changeOf(at, namesBefore, namesAfter), reordered: true })
}

/** A list whose elements have no names: equal elements are left out, the others are compared in their order. */
function compareByValue(
  before: readonly unknown[],
  after: readonly unknown[],
  at: Location,
  changes: RawChange[],
): void {
  const { partners, paired } = pairByName(before.map(stableString), after.map(stableString))
  const removed = before.flatMap((_, index) => (paired.has(index) ? [] : [index]))
  const added = after.flatMap((_, index) => (partners[index] === undefined ? [index] : []))
  for (let position = 0; position < Math.max(removed.length, added.length); position++) {
    const from = removed[position]
    const to = added[position]
    const index = (to ?? from)!
    compareValues(
      from === undefined ? undefined : before[from],
      to === undefined ? undefined : after[to],
      elementAt(at, index, (from ?? to)!, String(index)),
      changes,
    )
  }
  if (!isAscending(partners)) changes.push({ ...changeOf(at, before, after), reordered: true })
}

interface Pairing {
  /** For each new element the index of the old element of the same name. */
  readonly partners: readonly (number | undefined)[]
  /** The indexes of all old elements that have a new one. */
  readonly paired: ReadonlySet<number>
}

/** Pairs the elements of two lists that have the same name. Elements of one name are paired in their order. */
function pairByName(namesBefore: readonly string[], namesAfter: readonly string[]): Pairing {
  const unpaired = Map.groupBy(namesBefore.keys(), (index) => namesBefore[index]!)
  const partners = namesAfter.map((name) => unpaired.get(name)?.shift())
  return { partners, paired: new Set(partners.filter((index) => index !== undefined)) }
}

function isAscending(indexes: readonly (number | undefined)[]): boolean {
  let last = -1
  for (const index of indexes) {
    if (index === undefined) continue
    if (index < last) return false
    last = index
  }
  return true
}

/** Compares an entry of a ConfigMap that contains a document by its structure. Returns whether it is such an entry. */
function compareDocuments(
  before: unknown,
  after: unknown,
  at: Location,
  changes: RawChange[],
  documents: string | undefined,
): boolean {
  if (documents === undefined || at.steps.length !== 2 || at.steps[0] !== documents) return false
  if (typeof before !== 'string' || typeof after !== 'string') return false
  const documentBefore = documentIn(at.steps[1]!, before)
  const documentAfter = documentIn(at.steps[1]!, after)
  if (documentBefore === undefined || documentAfter === undefined) return false
  const countBefore = changes.length
  compareValues(
    documentBefore.value,
    documentAfter.value,
    { steps: at.steps, stepsBefore: at.stepsBefore, path: at.path },
    changes,
  )
  // Only comments, quotes or the order of keys differ.
  if (changes.length === countBefore) changes.push(changeOf(at, before, after))
  return true
}

/** JSON that is the same for equal values, whatever the order of their keys. */
export const stableString = (value: unknown): string => JSON.stringify(value, sortedKeys) ?? 'undefined'

const sortedKeys = (_name: string, value: unknown): unknown =>
  isObject(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value

/** `/spec/template/spec/containers/[name=thanos]/image`: steps in brackets are not escaped. */
export const pathString = (path: readonly string[]): string =>
  path.map((step) => `/${step.startsWith('[') ? step : escapeStep(step)}`).join('')
