import type { ClusterObject, ImportedCluster } from './cluster-objects.ts'
import { asComponent, type DerivedComponent, derivedComponents, type NearBase } from './derive.ts'
import { groupComponents, type ImportedComponent } from './group-components.ts'
import { type ComponentPatches, type PlannedLayer, shareInLayers } from './layers.ts'
import { matchObjects } from './match-objects.ts'
import { type NearCluster, nearComponents } from './near.ts'
import { moveToLayers, separateOwn } from './own-objects.ts'
import type { ObjectPatch } from './patch-source.ts'
import { type Judge, patchableObjects, patchOperations, type SplitObject } from './patchable.ts'
import { type Resemblance, resemblanceOf } from './resemblance.ts'

export interface PlannedEnvironment {
  readonly cluster: ImportedCluster
  /** The names of its components. */
  readonly components: readonly string[]
  /** All of its differences: those in its layers, and its own. */
  readonly patches: readonly ComponentPatches[]
  /** The names of its layers, in the order in which they apply. */
  readonly layers: readonly string[]
  /** What its layers do not have. */
  readonly ownPatches: readonly ComponentPatches[]
  /** The objects that no other environment of the import has. */
  readonly ownObjects: readonly ClusterObject[]
  /** What it has of the components of the base; undefined if they are not to be patched. */
  readonly near: NearCluster | undefined
  /** Workloads of the import that resemble one of the base. */
  readonly resemblances: readonly Resemblance[]
}

/** What an import writes: components with the common parts of objects, and environments with the differences. */
export interface ImportPlan {
  readonly components: readonly ImportedComponent[]
  /** Components that follow one of the base under other names. */
  readonly derived: readonly DerivedComponent[]
  readonly environments: readonly PlannedEnvironment[]
  /** The operations and objects that several environments share. */
  readonly layers: readonly PlannedLayer[]
  /** Objects that are not patched but written for each content, because patches must not make the difference. */
  readonly split: readonly SplitObject[]
}

export interface PlanOptions {
  readonly judge: Judge
  /** The beginning of the names of components. */
  readonly prefix?: string | undefined
  /** The base whose components are patched where a cluster has their workloads. Default: none is. */
  readonly near?: NearBase | undefined
  /** The names of layers that exist. */
  readonly layerNames?: readonly string[]
}

export function planImport(clusters: readonly ImportedCluster[], options: PlanOptions): ImportPlan {
  const { judge, prefix, near, layerNames = [] } = options
  const split: SplitObject[] = []
  const { nears, derived } = nearOf(clusters, options)
  const others = clusters.map((cluster, index) => ({
    ...cluster,
    objects: cluster.objects.filter((object) => !nears[index]?.taken.has(object)),
  }))
  const objects = patchableObjects(matchObjects(others), clusters, judge, (one) => split.push(one))
  const { own, shared } = separateOwn(objects, clusters.length)
  const components = groupComponents(
    shared,
    clusters.map(({ name }) => name),
    prefix,
    derived.map(({ name }) => name),
  )
  const environments = clusters.map((cluster, index): Omit<PlannedEnvironment, 'layers' | 'ownPatches'> => {
    const patched = ownPatches(cluster, index, components)
    const ofBase = nears[index]?.components ?? []
    return {
      cluster,
      components: [...ofBase.map(({ name }) => name), ...patched.map(({ component }) => component)],
      patches: [...ofBase.map(({ name, patches }) => ({ component: name, patches })), ...patched].filter(
        ({ patches }) => patches.length > 0,
      ),
      ownObjects: own[index]!,
      near: nears[index],
      resemblances: near ? others[index]!.objects.flatMap(({ object }) => resemblanceOf(near.base, object) ?? []) : [],
    }
  })
  const patches = shareInLayers(environments, layerNames)
  const { layers, moved } = moveToLayers(patches.layers, components, clusters)
  const isComponent = (name: string): boolean => !moved.has(name)
  return {
    components: components.filter(({ name }) => isComponent(name)),
    derived,
    split,
    layers,
    environments: environments.map((environment, index) => ({
      ...environment,
      components: environment.components.filter(isComponent),
      layers: patches.clusters[index]!.layers,
      ownPatches: patches.clusters[index]!.patches,
    })),
  }
}

/** What clusters have of the base, under its names or under other ones. */
function nearOf(
  clusters: readonly ImportedCluster[],
  { near, judge, prefix }: PlanOptions,
): { readonly nears: readonly (NearCluster | undefined)[]; readonly derived: readonly DerivedComponent[] } {
  if (near === undefined) return { nears: clusters.map(() => undefined), derived: [] }
  const named = clusters.map((cluster) => nearComponents(near.base, cluster, judge))
  const others = clusters.map((cluster, index) => ({
    ...cluster,
    objects: cluster.objects.filter((object) => !named[index]!.taken.has(object)),
  }))
  let derived = derivedComponents(near, others, judge, prefix)
  for (;;) {
    const components = derived.map(asComponent)
    const nears = clusters.map((cluster) => nearComponents(near.base, cluster, judge, components))
    const refused = new Set(nears.flatMap((one) => one.refused.map(({ name }) => name)))
    if (!derived.some(({ name }) => refused.has(name))) return { nears, derived }
    derived = derived.filter(({ name }) => !refused.has(name))
  }
}

function ownPatches(
  cluster: ImportedCluster,
  index: number,
  components: readonly ImportedComponent[],
): readonly ComponentPatches[] {
  return components
    .filter(({ clusters }) => clusters.includes(index))
    .map(({ name, objects }) => ({
      component: name,
      patches: objects.flatMap((matched): readonly ObjectPatch[] => {
        const { base, operations } = patchOperations(matched, index, cluster)
        return operations.length === 0 ? [] : [{ object: base, operations }]
      }),
    }))
}
