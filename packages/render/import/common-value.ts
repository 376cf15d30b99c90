// The part that the versions of an object have in common: what most of them have, field by field.
import type { Json, JsonObject } from '@thanos-gitops/manifest'
import { namedLists } from './list-names.ts'
import { costOf, operationsBetween } from './operations.ts'
import { bestTemplate, type ClusterSettings, resolveTemplate } from './templates.ts'
import { contentKey, isList, isMapping, type JsonList } from './value.ts'

/** The value of a field in one cluster, which has it. */
export interface Version {
  readonly value: Json
  readonly settings: ClusterSettings
}

/**
 * The value from which the versions need the fewest lines of patches. Its strings can have references to settings.
 *
 * @param versions at least one
 */
export function commonValue(versions: readonly Version[]): Json {
  const values = versions.map(({ value }) => value)
  if (new Set(values.map(contentKey)).size === 1) return values[0]!
  if (values.every(isMapping)) return commonMapping(versions)
  if (values.every(isList)) return commonList(versions)
  if (values.every((value) => typeof value === 'string'))
    return bestTemplate(
      values,
      versions.map(({ settings }) => settings),
    ).text
  return mostFrequent(values)
}

/** The value of a base in a cluster, with the settings of the cluster. */
export function resolved(value: Json, settings: ClusterSettings): Json {
  if (typeof value === 'string') return resolveTemplate(value, settings)
  if (isList(value)) return value.map((element) => resolved(element, settings))
  if (!isMapping(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, resolved(child, settings)]))
}

function commonMapping(versions: readonly Version[]): JsonObject {
  const keys = new Set(versions.flatMap(({ value }) => Object.keys(value as JsonObject)))
  return Object.fromEntries(
    [...keys].flatMap((key) => {
      const having = versions.flatMap(({ value, settings }): Version[] =>
        Object.hasOwn(value as JsonObject, key) ? [{ value: (value as JsonObject)[key]!, settings }] : [],
      )
      // An operation that removes a field is shorter than one that adds it.
      return having.length * 2 < versions.length ? [] : [[key, commonValue(having)] as const]
    }),
  )
}

/** The merged list, or the list of one version if that needs fewer lines. */
function commonList(versions: readonly Version[]): Json {
  const merged = mergedList(versions)
  const distinct = [...new Map(versions.map(({ value }) => [contentKey(value), value])).values()]
  const candidates = [...(merged === undefined ? [] : [merged]), ...distinct.slice(0, mostCandidates)]
  const costs = candidates.map((candidate) => totalCost(candidate, versions))
  return candidates[costs.indexOf(Math.min(...costs))]!
}

const mostCandidates = 8

const totalCost = (candidate: Json, versions: readonly Version[]): number =>
  versions.reduce(
    (sum, { value, settings }) =>
      sum + costOf(operationsBetween(resolved(candidate, settings), resolved(value, settings))),
    0,
  )

/** The elements that most versions have, each merged by its name. Undefined for elements without names. */
function mergedList(versions: readonly Version[]): JsonList | undefined {
  const lists = versions.map(({ value }) => value as JsonList)
  const named = namedLists(lists)
  if (named === undefined) return mergedByIndex(versions)
  const elements = new Map<string, Version[]>()
  for (const [index, { names }] of named.entries())
    for (const [at, name] of names.entries()) {
      const found = elements.get(name) ?? []
      found.push({ value: lists[index]![at]!, settings: versions[index]!.settings })
      elements.set(name, found)
    }
  const kept = inOrder(named.map(({ names }) => names)).filter(
    (name) => elements.get(name)!.length * 2 >= versions.length,
  )
  return kept.map((name) => commonValue(elements.get(name)!))
}

/** All names: those of the longest list, and each other one after the name that is before it in its own list. */
function inOrder(lists: readonly (readonly string[])[]): readonly string[] {
  const order: string[] = []
  for (const names of lists.toSorted((a, b) => b.length - a.length))
    for (const [index, name] of names.entries())
      if (!order.includes(name)) order.splice(index === 0 ? 0 : order.indexOf(names[index - 1]!) + 1, 0, name)
  return order
}

/** Mappings without names in lists of one length: those at the same index are versions of each other. */
function mergedByIndex(versions: readonly Version[]): JsonList | undefined {
  const lists = versions.map(({ value }) => value as JsonList)
  const [{ length }] = lists as [JsonList]
  if (!lists.every((list) => list.length === length && list.every(isMapping))) return undefined
  return Array.from({ length }, (_, index) =>
    commonValue(versions.map(({ settings }, version) => ({ value: lists[version]![index]!, settings }))),
  )
}

function mostFrequent(values: readonly Json[]): Json {
  const groups = [...Map.groupBy(values, contentKey).values()]
  return groups.reduce((best, group) => (group.length > best.length ? group : best))[0]!
}
