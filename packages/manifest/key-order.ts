import { conditionOf, onlyWith } from './condition.ts'
import { setField } from './json.ts'
import { forEachShard, shardedBy } from './shards.ts'

// Fields that identify an object or an element come first: the head of an object, the field by which Kubernetes merges a list,
// the names of Prometheus' rules and scrape configs. All others follow in the order of their code units.
const first = ['apiVersion', 'kind', 'metadata', 'name', 'namespace', 'alert', 'record', 'job_name']
/** 2^32 - 1, the first number that is not an array index. */
const afterIndexes = 0xffff_ffff
const ordinary = afterIndexes + first.length
const weights = new Map(first.map((key, rank) => [key, afterIndexes + rank]))

/**
 * The same value with the keys of every mapping in the order of the manifests, so that the order in which a base file or a
 * patch adds fields does not change a manifest. Parts that are in order stay the same reference, at every depth, so that objects
 * continue to share them. A copy keeps the marks of `onlyWith` and `forEachShard`.
 */
export const inKeyOrder = <T>(value: T): T => ordered(value) as T

function ordered(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const result = Array.isArray(value) ? orderedList(value) : orderedMapping(value as Record<string, unknown>)
  if (result === value) return value
  const condition = conditionOf(value)
  const sharded = shardedBy(value)
  if (sharded) forEachShard(sharded, result)
  return condition ? onlyWith(condition, result) : result
}

function orderedList(list: readonly unknown[]): readonly unknown[] {
  let copy: unknown[] | undefined
  for (let index = 0; index < list.length; index++) {
    const item = ordered(list[index])
    if (item === list[index]) continue
    copy ??= list.slice()
    copy[index] = item
  }
  return copy ?? list
}

function orderedMapping(mapping: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const keys = Object.keys(mapping)
  const sorted = sortedKeys(keys)
  let copy: Record<string, unknown> | undefined = sorted === keys ? undefined : {}
  for (let index = 0; index < sorted.length; index++) {
    const key = sorted[index]!
    const value = mapping[key]
    const child = ordered(value)
    if (copy === undefined) {
      if (child === value) continue
      copy = {}
      for (let before = 0; before < index; before++) setField(copy, sorted[before]!, mapping[sorted[before]!])
    }
    setField(copy, key, child)
  }
  return copy ?? mapping
}

/** The keys of a mapping in the order of the manifests; the same list if it has this order. */
export function sortedKeys(keys: readonly string[]): readonly string[] {
  let weightBefore = -1
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index]!
    const weight = weightOf(key)
    if (weight < weightBefore || (weight === weightBefore && key < keys[index - 1]!)) return sortedFrom(index, keys)
    weightBefore = weight
  }
  return keys
}

/** The time to insert keys grows with the square of their number. */
const mostInserted = 32

/** Sorts keys of which those before an index are in order. To insert a few keys takes half of the time of `sort`. */
function sortedFrom(start: number, keys: readonly string[]): readonly string[] {
  const sorted = keys.slice()
  if (keys.length > mostInserted) return sorted.sort(compareKeys)
  for (let index = start; index < keys.length; index++) {
    const key = keys[index]!
    const weight = weightOf(key)
    let at = index
    for (; at > 0; at--) {
      const before = sorted[at - 1]!
      const weightBefore = weightOf(before)
      if (weightBefore < weight || (weightBefore === weight && before < key)) break
      sorted[at] = before
    }
    sorted[at] = key
  }
  return sorted
}

const compareKeys = (a: string, b: string): number => weightOf(a) - weightOf(b) || (a < b ? -1 : 1)

function weightOf(key: string): number {
  const code = key.charCodeAt(0)
  // JavaScript always puts array indexes such as `9090` before all other keys, in the order of numbers.
  if (code <= 0x39 && code >= 0x30) {
    const index = Number(key) >>> 0
    if (index < afterIndexes && String(index) === key) return index
  }
  return weights.get(key) ?? ordinary
}
