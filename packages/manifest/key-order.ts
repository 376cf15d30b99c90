import { conditionOf, onlyWith } from './condition.ts'
import { forEachShard, shardedBy } from './shards.ts'

// Fields that identify an object or an element come first: the head of an object, the field by which Kubernetes merges a list,
// the names of Prometheus' rules and scrape configs. All others follow in the order of their code units.
const first = ['apiVersion', 'kind', 'metadata', 'name', 'namespace', 'alert', 'record', 'job_name']
const ranks = new Map(first.map((key, rank) => [key, rank]))

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
  const sorted = isSorted(keys)
  if (!sorted) keys.sort(compareKeys)
  let entries: [string, unknown][] | undefined = sorted ? undefined : []
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index]!
    const value = mapping[key]
    const child = typeof value === 'object' ? ordered(value) : value
    if (child !== value) entries ??= keys.slice(0, index).map((before) => [before, mapping[before]])
    entries?.push([key, child])
  }
  // Unlike an assignment, it also defines a key `__proto__`.
  return entries ? Object.fromEntries(entries) : mapping
}

function isSorted(keys: readonly string[]): boolean {
  let weightBefore = -1
  for (let index = 0; index < keys.length; index++) {
    const weight = weightOf(keys[index]!)
    if (weight < weightBefore || (weight === weightBefore && keys[index]! < keys[index - 1]!)) return false
    weightBefore = weight
  }
  return true
}

const compareKeys = (a: string, b: string): number => weightOf(a) - weightOf(b) || (a < b ? -1 : 1)

/** 2^32 - 1, the first number that is not an array index. */
const afterIndexes = 0xffff_ffff

function weightOf(key: string): number {
  // JavaScript always puts array indexes such as `9090` before all other keys, in the order of numbers.
  if (key < ':' && key >= '0') {
    const index = Number(key) >>> 0
    if (index < afterIndexes && String(index) === key) return index
  }
  return afterIndexes + (ranks.get(key) ?? first.length)
}
