// Objects of an import that are no part of a component: only one cluster has them, or exactly the clusters of a layer.
import { inKeyOrder, type KubernetesObject, writeYaml } from '@thanos-gitops/manifest'
import { hasNoNamespace } from '../resources/own-objects.ts'
import { containsReference } from '../values/reference.ts'
import type { ClusterObject, ImportedCluster } from './cluster-objects.ts'
import type { ImportedComponent } from './group-components.ts'
import type { PlannedLayer } from './layers.ts'
import type { MatchedObject } from './match-objects.ts'
import { contentKey } from './value.ts'

interface SplitObjects {
  /** By the index of the cluster, the objects that no other cluster has. */
  readonly own: readonly (readonly ClusterObject[])[]
  /** The objects of components. */
  readonly shared: readonly MatchedObject[]
}

/** Separates the objects that only one of several clusters has. A single cluster has components only. */
export function separateOwn(objects: readonly MatchedObject[], clusterCount: number): SplitObjects {
  const own: ClusterObject[][] = Array.from({ length: clusterCount }, () => [])
  const shared = objects.filter(({ versions }) => {
    const having = versions.flatMap((version, index) => (version === undefined ? [] : [{ version, index }]))
    const [{ version, index }] = having as [(typeof having)[number]]
    if (clusterCount === 1 || having.length > 1 || !canBeResource(version.object)) return true
    own[index]!.push(version)
    return false
  })
  return { own, shared }
}

interface LayerObjects {
  readonly layers: readonly PlannedLayer[]
  /** The names of the components whose objects are in a layer now. */
  readonly moved: ReadonlySet<string>
}

/** Moves components that exactly the clusters of a layer have, with the same objects in each of them, to the layer. */
export function moveToLayers(
  layers: readonly PlannedLayer[],
  components: readonly ImportedComponent[],
  clusters: readonly ImportedCluster[],
): LayerObjects {
  const moved = new Set<string>()
  return {
    layers: layers.map((layer) => {
      const members = components.filter(
        (component) =>
          component.clusters.join() === layer.clusters.join() &&
          component.objects.every((matched) => isSameEverywhere(matched, clusters)),
      )
      for (const { name } of members) moved.add(name)
      const resources = members.flatMap(({ objects }) =>
        objects.map(({ versions }) => {
          const index = versions.findIndex((version) => version !== undefined)
          return asResource(versions[index]!.object, clusters[index]!)
        }),
      )
      return { ...layer, resources }
    }),
    moved,
  }
}

/** Whether one file gives the object in each cluster: they differ at most in the namespace of the object itself. */
function isSameEverywhere({ versions }: MatchedObject, clusters: readonly ImportedCluster[]): boolean {
  const contents = versions.flatMap((version, index) =>
    version === undefined ? [] : [asResource(version.object, clusters[index]!)],
  )
  return new Set(contents.map(contentKey)).size === 1 && contents.every(canBeResource)
}

/** A list is several objects, and a mapping with `$value` is a reference to a value of the environment. */
function canBeResource(object: KubernetesObject): boolean {
  const { items } = object as { readonly items?: unknown }
  return !(object.kind.endsWith('List') && Array.isArray(items)) && !containsReference(object)
}

/** The object as in `resources/`, where an object without a namespace is in that of the environment. */
export function asResource(
  object: KubernetesObject,
  { settings }: Pick<ImportedCluster, 'settings'>,
): KubernetesObject {
  const { namespace, ...metadata } = object.metadata
  if (hasNoNamespace(object)) return object
  if (namespace === undefined) return { ...object, metadata: { ...metadata, namespace: '' } }
  return namespace === settings.namespace ? { ...object, metadata } : object
}

/** The files of a folder `resources/` by their paths, one for each object. */
export function resourceFiles(folder: string, objects: readonly KubernetesObject[]): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  for (const object of objects) {
    const name = `${folder}/resources/${object.metadata.name}.${object.kind.toLowerCase()}`
    let file = `${name}.yaml`
    for (let number = 2; files.has(file); number++) file = `${name}-${number}.yaml`
    files.set(file, writeYaml(inKeyOrder(object)))
  }
  return files
}
