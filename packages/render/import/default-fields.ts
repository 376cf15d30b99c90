// Fields of live objects that have the value which the API server gives to a field that is not set: `kubectl get -o yaml` prints them, and
// nobody wrote them. What a default is, the API server decides: without these fields it stores the same object.
import { formatPointer, type Json, type JsonObject, type KubernetesObject } from '@thanos-gitops/manifest'
import type { ImportedCluster } from './cluster-objects.ts'
import { contentKey, isList, isMapping } from './value.ts'

/** The objects as the API server would store them; undefined for each that it refuses, or whose kind it does not have. */
export type StoredObjects = (objects: readonly KubernetesObject[]) => Promise<readonly (KubernetesObject | undefined)[]>

type Path = readonly string[]

/** The clusters without the fields of live objects that the API server sets by default. */
export async function withoutDefaults(
  clusters: readonly ImportedCluster[],
  stored: StoredObjects,
): Promise<readonly ImportedCluster[]> {
  const live = [
    ...new Map(
      clusters
        .flatMap(({ objects }) => objects)
        .filter(({ source }) => (source.object.metadata as { readonly uid?: unknown }).uid !== undefined)
        .map(({ object }) => [contentKey(object), object]),
    ).values(),
  ]
  if (live.length === 0) return clusters
  const shorter = new Map(
    (await shortened(live, stored)).map((result, index) => [contentKey(live[index]!), result] as const),
  )
  return clusters.map((cluster) => {
    const objects = cluster.objects.map((one) => ({
      ...one,
      object: shorter.get(contentKey(one.object))?.object ?? one.object,
    }))
    const removed = cluster.objects.map(({ object }) => shorter.get(contentKey(object))?.removed ?? 0)
    return { ...cluster, objects, defaultFields: removed.reduce((sum, count) => sum + count, 0) }
  })
}

interface Shortened {
  readonly object: KubernetesObject
  /** How many fields the object no longer has; a mapping is one. */
  readonly removed: number
}

/** Fields of one object that are to be removed. */
interface Removal {
  readonly index: number
  readonly paths: readonly Path[]
}

async function shortened(live: readonly KubernetesObject[], stored: StoredObjects): Promise<readonly Shortened[]> {
  const expected = (await stored(live)).map((object) => object && contentKey(object))
  const isDefault = await defaultsAmong(live, expected, stored)
  const results: Shortened[] = live.map((object) => ({ object, removed: 0 }))
  const isSame = (index: number, answer: KubernetesObject | undefined): boolean =>
    answer !== undefined && contentKey(answer) === expected[index]
  let pending: readonly Removal[] = live.flatMap((object, index): readonly Removal[] => {
    const paths = outermost(candidates(object).filter((path) => isDefault(object, path)))
    return expected[index] === undefined || paths.length === 0 ? [] : [{ index, paths }]
  })
  while (pending.length > 0) {
    const tries = pending.map(({ index, paths }) => without(live[index]!, paths))
    const answers = await stored(tries)
    const left = pending.filter(({ index, paths }, at) => {
      if (!isSame(index, answers[at])) return true
      results[index] = { object: tries[at]!, removed: paths.length }
      return false
    })
    pending = await withoutConflict(left, live, stored, isSame)
  }
  return results
}

/** Two fields can each be the default of the other: without the first field that changes the object if those before it are removed. */
async function withoutConflict(
  removals: readonly Removal[],
  live: readonly KubernetesObject[],
  stored: StoredObjects,
  isSame: (index: number, answer: KubernetesObject | undefined) => boolean,
): Promise<readonly Removal[]> {
  if (removals.length === 0) return []
  const answers = await stored(
    removals.flatMap(({ index, paths }) => paths.map((_, last) => without(live[index]!, paths.slice(0, last + 1)))),
  )
  let start = 0
  return removals.flatMap(({ index, paths }): readonly Removal[] => {
    const own = answers.slice(start, start + paths.length)
    start += paths.length
    const first = own.findIndex((answer) => !isSame(index, answer))
    return paths.length === 1 ? [] : [{ index, paths: paths.filter((_, at) => at !== first) }]
  })
}

/** Returns which fields can be removed alone. A field with a value is tried in one of the objects that have it. */
async function defaultsAmong(
  live: readonly KubernetesObject[],
  expected: readonly (string | undefined)[],
  stored: StoredObjects,
): Promise<(object: KubernetesObject, path: Path) => boolean> {
  const tries = new Map<string, { readonly object: KubernetesObject; readonly expected: string }>()
  for (const [index, object] of live.entries()) {
    const content = expected[index]
    if (content === undefined) continue
    for (const path of candidates(object)) {
      const key = fieldKey(object, path)
      if (!tries.has(key)) tries.set(key, { object: without(object, [path]), expected: content })
    }
  }
  const answers = await stored([...tries.values()].map(({ object }) => object))
  const defaults = new Set(
    [...tries].flatMap(([key, one], index) => {
      const answer = answers[index]
      return answer !== undefined && contentKey(answer) === one.expected ? [key] : []
    }),
  )
  return (object, path) => defaults.has(fieldKey(object, path))
}

/** Requests have the limits as their default, and a number of replicas is what readers look for. */
const literalFields: readonly string[] = ['resources', 'replicas']

/** The paths of all fields below those of the object itself, apart from labels and the like. */
function candidates(object: KubernetesObject): readonly Path[] {
  const { apiVersion: _version, kind: _kind, metadata: _metadata, ...fields } = object as unknown as JsonObject
  return Object.entries(fields).flatMap(([key, value]) => pathsIn(value, [key]))
}

function pathsIn(value: Json, path: Path): readonly Path[] {
  if (literalFields.includes(path.at(-1)!)) return []
  const entries = isList(value) ? [...value.entries()] : isMapping(value) ? Object.entries(value) : []
  const below = entries.flatMap(([key, child]) => {
    const paths = pathsIn(child, [...path, String(key)])
    // An element of a list stays.
    return isList(value) ? paths.slice(1) : paths
  })
  return [path, ...below]
}

/** Equal for a field with the same value in the same place of objects of a kind, whatever their position in a list. */
const fieldKey = ({ apiVersion, kind, ...object }: KubernetesObject, path: Path): string =>
  [
    apiVersion,
    kind,
    formatPointer(path.map((step) => (/^\d+$/.test(step) ? '*' : step))),
    contentKey(at(object, path)),
  ].join(' ')

const at = (value: unknown, path: Path): unknown =>
  path.reduce((found: unknown, step) => (found as Readonly<Record<string, unknown>>)[step], value)

/** Without the paths that are below another one. Paths are in the order of the object. */
const outermost = (paths: readonly Path[]): readonly Path[] =>
  paths.filter(
    (path) => !paths.some((other) => other.length < path.length && other.every((step, i) => step === path[i])),
  )

function without(object: KubernetesObject, paths: readonly Path[]): KubernetesObject {
  const copy = structuredClone(object)
  for (const path of paths) delete (at(copy, path.slice(0, -1)) as Record<string, unknown>)[path.at(-1)!]
  return copy
}
