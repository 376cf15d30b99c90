import { escapeStep, isObject } from '@thanos-gitops/manifest'
import type { Schema } from '@thanos-gitops/schemas'
import { documentIn } from './documents.ts'
import { flagOf } from './flags.ts'
import { keyed } from './list-keys.ts'
import { fieldSchema, isMap } from './schema.ts'

/** A field that differs. The pointer leads into the new object, into the old one where the field is gone. */
export interface RawChange {
  readonly steps: readonly string[]
  /** The same in the old object, where an element had another index. */
  readonly stepsBefore: readonly string[]
  /** The same in the words of patches: `[name=thanos]` for an index. */
  readonly path: readonly string[]
  readonly before?: unknown
  readonly after?: unknown
  /** Only the order of a list differs: before and after are what the elements are called. */
  readonly reordered?: true
}

interface Place {
  readonly steps: readonly string[]
  readonly stepsBefore: readonly string[]
  readonly path: readonly string[]
  readonly schema?: Schema | undefined
}

/** All differences, field by field, lists by their keys. */
export function compare(
  before: unknown,
  after: unknown,
  schema: Schema | undefined,
  options: { readonly documents?: string } = {},
): readonly RawChange[] {
  const changes: RawChange[] = []
  visit(before, after, { steps: [], stepsBefore: [], path: [], schema }, changes, options.documents)
  return changes
}

function visit(before: unknown, after: unknown, place: Place, changes: RawChange[], documents?: string): void {
  if (before === after) return
  if (isObject(before) && isObject(after)) visitMapping(before, after, place, changes, documents)
  else if (Array.isArray(before) && Array.isArray(after)) visitList(before, after, place, changes)
  else if (isMapOnOneSide(before, after, place))
    visitMapping((before ?? {}) as Fields, (after ?? {}) as Fields, place, changes, documents)
  else if (!isDocumentOf(before, after, place, changes, documents)) changes.push(changeOf(place, before, after))
}

type Fields = Record<string, unknown>

/** Labels, annotations, data: a map that comes or goes is told entry by entry. */
const isMapOnOneSide = (before: unknown, after: unknown, { schema, steps }: Place): boolean =>
  (before === undefined
    ? isObject(after) && Object.keys(after).length > 0
    : after === undefined && isObject(before) && Object.keys(before).length > 0) &&
  steps.length > 0 &&
  (schema === undefined ? steps[0] === 'metadata' : isMap(schema))

const changeOf = ({ steps, stepsBefore, path }: Place, before: unknown, after: unknown): RawChange => ({
  steps: after === undefined ? stepsBefore : steps,
  stepsBefore,
  path,
  ...(before === undefined ? {} : { before }),
  ...(after === undefined ? {} : { after }),
})

function visitMapping(
  before: Record<string, unknown>,
  after: Record<string, unknown>,
  place: Place,
  changes: RawChange[],
  documents?: string,
): void {
  for (const name of Object.keys(before)) {
    const [old, now] = [before[name], own(after, name)]
    // Most of an object is the same: places are made only for what is not.
    if (!isSame(old, now))
      visit(old, now, below(place, name, name, fieldSchema(place.schema, name)), changes, documents)
  }
  for (const name of Object.keys(after))
    if (!Object.hasOwn(before, name))
      visit(undefined, after[name], below(place, name, name, fieldSchema(place.schema, name)), changes, documents)
}

/** Whether two values say the same; the order of keys means nothing. */
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
  return keys.every((key) => Object.hasOwn(after, key) && isSame((before as Fields)[key], (after as Fields)[key]))
}

const own = (fields: Record<string, unknown>, name: string): unknown =>
  Object.hasOwn(fields, name) ? fields[name] : undefined

const below = (
  { steps, stepsBefore, path }: Place,
  step: string,
  pathStep: string,
  schema: Schema | undefined,
  stepBefore = step,
): Place => ({
  steps: [...steps, step],
  stepsBefore: [...stepsBefore, stepBefore],
  path: [...path, pathStep],
  schema,
})

function visitList(before: readonly unknown[], after: readonly unknown[], place: Place, changes: RawChange[]): void {
  if (isSame(before, after)) return
  const field = place.steps.at(-1) ?? ''
  if (isArguments(field, before, after))
    return visitByName(before, after, before.map(argumentName), after.map(argumentName), place, changes)
  const keys = keyed(before, after, field, place.schema)
  if (keys) visitByName(before, after, keys.before, keys.after, place, changes)
  else visitByValue(before, after, place, changes)
}

const isArguments = (field: string, before: readonly unknown[], after: readonly unknown[]): boolean =>
  (field === 'args' || field === 'command') && [...before, ...after].every((item) => typeof item === 'string')

const argumentName = (argument: unknown, _index: number, list: readonly unknown[]): string => {
  const name = flagOf(argument)?.name ?? String(argument)
  // A flag that may be given several times is told apart by its value.
  const repeated = list.filter((other) => (flagOf(other)?.name ?? String(other)) === name).length > 1
  return `[${repeated ? String(argument) : name}]`
}

function visitByName(
  before: readonly unknown[],
  after: readonly unknown[],
  namesBefore: readonly string[],
  namesAfter: readonly string[],
  place: Place,
  changes: RawChange[],
): void {
  const old = places(namesBefore)
  const taken = new Set<number>()
  const common: [before: number, after: number][] = []
  for (const [index, name] of namesAfter.entries()) {
    const partner = old.get(name)?.find((candidate) => !taken.has(candidate))
    if (partner === undefined) continue
    taken.add(partner)
    common.push([partner, index])
  }
  const partners = new Map(common.map(([from, to]) => [to, from]))
  for (const [index, name] of namesBefore.entries())
    if (!taken.has(index))
      changes.push(changeOf(below(place, String(index), name, undefined), before[index], undefined))
  for (const [index, name] of namesAfter.entries()) {
    const partner = partners.get(index)
    if (partner !== undefined && isSame(before[partner], after[index])) continue
    visit(
      partner === undefined ? undefined : before[partner],
      after[index],
      below(place, String(index), name, place.schema?.items, String(partner ?? index)),
      changes,
    )
  }
  const isInOrder = common.every(([from], index) => index === 0 || common[index - 1]![0] < from)
  if (!isInOrder) changes.push({ ...changeOf(place, namesBefore, namesAfter), reordered: true })
}

function places(names: readonly string[]): Map<string, number[]> {
  const result = new Map<string, number[]>()
  for (const [index, name] of names.entries()) {
    const known = result.get(name)
    if (known) known.push(index)
    else result.set(name, [index])
  }
  return result
}

/** A list whose elements have no names: what is equal on both sides is left out, the rest is paired in order. */
function visitByValue(before: readonly unknown[], after: readonly unknown[], place: Place, changes: RawChange[]): void {
  const texts = { before: before.map(stableText), after: after.map(stableText) }
  const old = places(texts.before)
  const taken = new Set<number>()
  const kept: number[] = []
  const added: number[] = []
  for (const [index, text] of texts.after.entries()) {
    const partner = old.get(text)?.find((candidate) => !taken.has(candidate))
    if (partner === undefined) added.push(index)
    else {
      taken.add(partner)
      kept.push(partner)
    }
  }
  const removed = texts.before.flatMap((_, index) => (taken.has(index) ? [] : [index]))
  for (let pair = 0; pair < Math.max(removed.length, added.length); pair++) {
    const from = removed[pair]
    const to = added[pair]
    const index = String(to ?? from)
    visit(
      from === undefined ? undefined : before[from],
      to === undefined ? undefined : after[to],
      below(place, index, index, place.schema?.items, String(from ?? to)),
      changes,
    )
  }
  if (kept.some((from, index) => index > 0 && kept[index - 1]! > from))
    changes.push({ ...changeOf(place, before, after), reordered: true })
}

/** A ConfigMap's entry that is a document, compared by its own structure. */
function isDocumentOf(
  before: unknown,
  after: unknown,
  place: Place,
  changes: RawChange[],
  documents: string | undefined,
): boolean {
  if (documents === undefined || place.steps.length !== 2 || place.steps[0] !== documents) return false
  if (typeof before !== 'string' || typeof after !== 'string') return false
  const old = documentIn(place.steps[1]!, before)
  const now = documentIn(place.steps[1]!, after)
  if (old === undefined || now === undefined) return false
  const found = changes.length
  visit(old.value, now.value, { steps: place.steps, stepsBefore: place.stepsBefore, path: place.path }, changes)
  // Comments, quotes and the order of keys: another text that says the same.
  if (changes.length === found) changes.push(changeOf(place, before, after))
  return true
}

/** A text that is the same for equal values, whatever the order of their keys. */
export const stableText = (value: unknown): string => JSON.stringify(value, sortedKeys) ?? 'undefined'

const sortedKeys = (_name: string, value: unknown): unknown =>
  isObject(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value

/** `/spec/template/spec/containers/[name=thanos]/image`: brackets are the words of patches and are not escaped. */
export const pathText = (path: readonly string[]): string =>
  path.map((step) => `/${step.startsWith('[') ? step : escapeStep(step)}`).join('')
