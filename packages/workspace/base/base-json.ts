import { type Base, type Component, conditionOf, marks, shardedBy } from '@thanos-gitops/manifest'

/** A base that was loaded and found valid. */
export interface StoredBase {
  readonly base: Base
  /** Whether it has credentials that exceptions allow: exceptions can have changed since. */
  readonly needsExceptions: boolean
}

/** Components by their index, so that one that the base lists twice stays one object. */
type Group = readonly number[] | Readonly<Record<string, number>>

interface BaseEntry {
  readonly needsExceptions: boolean
  readonly groups: Readonly<Record<string, Group>>
  readonly components: readonly Component[]
  /** The conditions of `onlyWith` on objects and lists, which JSON does not contain, by their steps in `components`. */
  readonly conditions: readonly (readonly [steps: readonly string[], condition: readonly string[]])[]
  /** The settings of `forEachShard`, likewise. */
  readonly shards: readonly (readonly [steps: readonly string[], setting: string])[]
}

/** A valid base as JSON. Throws for values that JSON cannot contain. */
export function encodeBase({ base, needsExceptions }: StoredBase): string {
  const indexes = new Map<Component, number>()
  const indexOf = (component: Component): number => {
    if (!indexes.has(component)) indexes.set(component, indexes.size)
    return indexes.get(component)!
  }
  const groups = mapGroups<Component, number>(base as unknown as Groups<Component>, indexOf)
  const components = [...indexes.keys()]
  return JSON.stringify({
    needsExceptions,
    groups,
    components,
    ...marksIn(components),
  } satisfies BaseEntry)
}

export function decodeBase(json: string): StoredBase {
  const { needsExceptions, groups, components, conditions, shards } = JSON.parse(json) as BaseEntry
  for (const [steps, condition] of conditions) marks.conditions.set(markedAt(components, steps), condition)
  for (const [steps, setting] of shards) marks.shards.set(markedAt(components, steps), setting)
  const base = mapGroups<number, Component>(groups, (index) => components[index]!)
  return { base: base as unknown as Base, needsExceptions }
}

const markedAt = (components: readonly Component[], steps: readonly string[]): object =>
  steps.reduce<unknown>((value, step) => (value as Readonly<Record<string, unknown>>)[step], components) as object

type Groups<Value> = Readonly<Record<string, readonly Value[] | Readonly<Record<string, Value>>>>

const mapGroups = <From, To>(groups: Groups<From>, map: (value: From) => To): Groups<To> =>
  Object.fromEntries(
    Object.entries(groups).map(([name, group]) => [
      name,
      Array.isArray(group)
        ? (group as readonly From[]).map(map)
        : Object.fromEntries(
            Object.entries(group as Readonly<Record<string, From>>).map(([key, one]) => [key, map(one)]),
          ),
    ]),
  )

function marksIn(components: readonly Component[]): Pick<BaseEntry, 'conditions' | 'shards'> {
  const conditions: (readonly [steps: readonly string[], condition: readonly string[]])[] = []
  const shards: (readonly [steps: readonly string[], setting: string])[] = []
  const steps: string[] = []
  const visit = (value: unknown): void => {
    if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError('JSON has no such number.')
    if (typeof value !== 'object' || value === null) return
    const condition = conditionOf(value)
    if (condition !== undefined) conditions.push([[...steps], condition])
    const setting = shardedBy(value)
    if (setting !== undefined) shards.push([[...steps], setting])
    for (const key of Object.keys(value)) {
      steps.push(key)
      visit((value as Readonly<Record<string, unknown>>)[key])
      steps.pop()
    }
  }
  visit(components)
  return { conditions, shards }
}
