// The versions of an object in several clusters, and what they have in common.
import { type Json, type JsonObject, type KubernetesObject, setting } from '@thanos-gitops/manifest'
import type { ClusterObject, ImportedCluster } from './cluster-objects.ts'
import { commonValue, type Version } from './common-value.ts'
import { type ClusterSettings, wordPattern } from './templates.ts'
import { isList, isMapping } from './value.ts'

/** An object of at least one cluster. */
export interface MatchedObject {
  /** What the versions have in common, with references to settings. */
  readonly object: KubernetesObject
  /** By the index of the cluster; undefined where the cluster does not have the object. */
  readonly versions: readonly (ClusterObject | undefined)[]
}

/** The objects of all clusters, in the order of the first cluster that has them. */
export function matchObjects(clusters: readonly ImportedCluster[]): readonly MatchedObject[] {
  const exact = groupBy(clusters, (object, { namespace }) => keyOf(object, object.metadata.name, namespace))
  const isEverywhere = (versions: readonly unknown[]): boolean => versions.every((version) => version !== undefined)
  const named = groupBy(clusters, (object, settings) =>
    isEverywhere(exact.get(keyOf(object, object.metadata.name, settings.namespace))!)
      ? undefined
      : keyOf(object, generalName(object.metadata.name, settings), settings.namespace),
  )
  // Versions with the same name stay together: what is merged consists of whole groups.
  const groupOf = new Map([...exact.values()].flatMap((versions) => versions.map((one) => [one, versions] as const)))
  const together = [...named.values()].filter((versions) => {
    const present = versions.filter((one) => one !== undefined)
    return (
      present.length > 1 &&
      present.every((one) => groupOf.get(one)!.every((other) => other === undefined || present.includes(other)))
    )
  })
  const merged = new Set(together.flat())
  const alone = [...exact.values()].filter((versions) => !versions.some((one) => one !== undefined && merged.has(one)))
  return [...alone, ...together].map((versions) => ({ object: commonObject(versions, clusters), versions }))
}

type Versions = (ClusterObject | undefined)[]

/** Objects with the same key are versions of each other. A key that a cluster has twice is left out, as is an undefined one. */
function groupBy(
  clusters: readonly ImportedCluster[],
  key: (object: KubernetesObject, settings: ClusterSettings) => string | undefined,
): ReadonlyMap<string, Versions> {
  const groups = new Map<string, Versions>()
  const ambiguous = new Set<string>()
  for (const [index, { objects, settings }] of clusters.entries())
    for (const one of objects) {
      const found = key(one.object, settings)
      if (found === undefined) continue
      const versions = groups.get(found) ?? clusters.map(() => undefined)
      if (versions[index] !== undefined) ambiguous.add(found)
      versions[index] = one
      groups.set(found, versions)
    }
  for (const found of ambiguous) groups.delete(found)
  return groups
}

const keyOf = ({ apiVersion, kind, metadata }: KubernetesObject, name: string, namespace: string): string =>
  [apiVersion, kind, metadata.namespace === namespace ? setting('namespace') : (metadata.namespace ?? ''), name].join(
    ' ',
  )

/** The name of a version with references instead of the cluster, or of the namespace. */
function generalName(name: string, { cluster, namespace }: ClusterSettings): string {
  const general = (value: string, reference: string): string =>
    value === '' ? name : name.replaceAll(wordPattern(value), reference)
  const ofCluster = general(cluster, setting('cluster'))
  return ofCluster === name ? general(namespace, setting('namespace')) : ofCluster
}

/** What the versions have in common, with references to settings. */
export function commonObject(
  versions: readonly (ClusterObject | undefined)[],
  clusters: readonly ImportedCluster[],
): KubernetesObject {
  const present = versions.flatMap((version, index): Version[] => {
    if (version === undefined) return []
    const { settings } = clusters[index]!
    return [{ value: withNamespace(version.object as unknown as JsonObject, settings), settings }]
  })
  const names = new Set(versions.flatMap((version) => version?.object.metadata.name ?? []))
  const common = commonValue(present) as unknown as KubernetesObject
  if (names.size < 2) return common
  const index = versions.findIndex((version) => version !== undefined)
  const name = generalName(versions[index]!.object.metadata.name, clusters[index]!.settings)
  return { ...common, metadata: { ...common.metadata, name } }
}

/** The object with a reference wherever a field names the namespace of the environment. */
export function withNamespace(object: JsonObject, { namespace }: ClusterSettings): JsonObject {
  const visit = (value: Json, key: string | undefined): Json => {
    if (isList(value)) return value.map((element) => visit(element, undefined))
    if (isMapping(value))
      return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, visit(child, name)]))
    return key === 'namespace' && value === namespace ? setting('namespace') : value
  }
  const visited = visit(object, undefined) as JsonObject
  const { metadata } = visited
  return object.kind === 'Namespace' && isMapping(metadata) && metadata.name === namespace
    ? { ...visited, metadata: { ...metadata, name: setting('namespace') } }
    : visited
}
