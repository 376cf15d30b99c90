// Operations that several clusters share, which are written once in a layer.
import { type KubernetesObject, labelOf } from '@thanos-gitops/manifest'
import type { ImportedCluster } from './cluster-objects.ts'
import { costOf, type ImportOperation } from './operations.ts'
import type { ObjectPatch } from './patch-source.ts'
import { contentKey } from './value.ts'

/** The differences of an environment from the objects of one component, which is one patch file. */
export interface ComponentPatches {
  readonly component: string
  readonly patches: readonly ObjectPatch[]
}

/** What the clusters of a group share. */
export interface PlannedLayer {
  readonly name: string
  /** The indexes of its clusters. */
  readonly clusters: readonly number[]
  readonly patches: readonly ComponentPatches[]
  /** Objects that only these clusters have, as they are in `resources/`. */
  readonly resources: readonly KubernetesObject[]
}

/** The patches of a cluster, by component. */
export interface ClusterPatches {
  readonly cluster: ImportedCluster
  readonly patches: readonly ComponentPatches[]
}

interface SharedPatches {
  readonly layers: readonly PlannedLayer[]
  /** For each cluster, the names of its layers in the order in which they apply, and the patches that remain. */
  readonly clusters: readonly { readonly layers: readonly string[]; readonly patches: readonly ComponentPatches[] }[]
}

/** An operation of some clusters. */
interface Shared {
  readonly component: string
  readonly object: KubernetesObject
  readonly operation: ImportOperation
  readonly clusters: readonly number[]
}

/**
 * Moves operations that the same clusters have to a layer, where that needs fewer lines.
 *
 * @param taken names of layers that exist
 */
export function shareInLayers(clusters: readonly ClusterPatches[], taken: readonly string[]): SharedPatches {
  const names = clusters.map(({ cluster }) => cluster.name)
  const used = new Set(taken)
  const groups = [...Map.groupBy(sharedOperations(clusters), (shared) => shared.clusters.join(' ')).values()]
    .filter((group) => saves(group))
    .sort((a, b) => b[0]!.clusters.length - a[0]!.clusters.length)
  const layers = groups.map((group) => ({
    name: layerNameOf(group[0]!.clusters, names, used),
    clusters: group[0]!.clusters,
    keys: new Set(group.map((shared) => keyOf(shared))),
    patches: patchesOf(group),
  }))
  return {
    layers: layers.map(({ name, clusters: members, patches }) => ({ name, clusters: members, patches, resources: [] })),
    clusters: clusters.map(({ patches }, index) => {
      const own = layers.filter((layer) => layer.clusters.includes(index))
      const moved = new Set(own.flatMap(({ keys }) => [...keys]))
      return { layers: own.map(({ name }) => name), patches: without(patches, moved) }
    }),
  }
}

const keyOf = ({ component, object, operation }: Omit<Shared, 'clusters'>): string =>
  [component, object.apiVersion, labelOf(object), object.metadata.namespace, contentKey(operation)].join(' ')

/** The operations that at least two clusters have, and that may apply before all others. */
function sharedOperations(clusters: readonly ClusterPatches[]): readonly Shared[] {
  const found = new Map<
    string,
    { component: string; object: KubernetesObject; operation: ImportOperation; clusters: number[] }
  >()
  for (const [index, { cluster, patches }] of clusters.entries()) {
    const labels = Map.groupBy(cluster.objects, ({ object }) => labelOf(object))
    for (const { component, patches: list } of patches)
      for (const { object, operations } of list) {
        if (labels.get(labelOf(object))!.length > 1) continue
        for (const operation of operations.filter((one) => isIndependent(one, operations))) {
          const key = keyOf({ component, object, operation })
          const shared = found.get(key) ?? { component, object, operation, clusters: [] }
          shared.clusters.push(index)
          found.set(key, shared)
        }
      }
  }
  return [...found.values()].filter((shared) => shared.clusters.length > 1)
}

/** Whether an operation has the same effect before the others on its object: it moves no element of a list, and none moves its own. */
function isIndependent(operation: ImportOperation, operations: readonly ImportOperation[]): boolean {
  const { path } = operation
  return (
    !movesElements(operation) &&
    path.every(
      (step, depth) =>
        !isIndex(step) || !operations.some((other) => movesElements(other) && isIn(other, path.slice(0, depth))),
    )
  )
}

/** Whether an operation adds or removes an element of a list. */
function movesElements({ op, path }: ImportOperation): boolean {
  const last = path.at(-1) ?? ''
  return op !== 'replace' && (last === '-' || last.startsWith('[') || isIndex(last))
}

const isIndex = (step: string): boolean => /^\d+$/.test(step)

/** Whether the last step of an operation is an element of a list. */
const isIn = ({ path }: ImportOperation, list: readonly string[]): boolean =>
  path.length === list.length + 1 && list.every((step, depth) => step === path[depth])

/** Each environment has a line for its layer, and the layer a file with a first line. */
function saves(group: readonly Shared[]): boolean {
  const clusters = group[0]!.clusters.length
  const lines = costOf(group.map(({ operation }) => operation))
  return (clusters - 1) * lines > clusters + new Set(group.map(({ component }) => component)).size * 3
}

/** The beginning that the names of exactly these clusters have in common, or a number. */
function layerNameOf(members: readonly number[], names: readonly string[], used: Set<string>): string {
  const [first, ...others] = members.map((index) => names[index]!.split('-'))
  const common = first!.filter((part, depth) =>
    others.every((other) => first!.slice(0, depth + 1).join() === other.slice(0, depth + 1).join() && part !== ''),
  )
  const prefix = common.join('-')
  const isExact =
    prefix !== '' && names.filter((name) => name === prefix || name.startsWith(`${prefix}-`)).length === members.length
  let name = isExact ? prefix : 'shared-1'
  for (let number = 2; used.has(name); number++) name = `${isExact ? prefix : 'shared'}-${number}`
  used.add(name)
  return name
}

function patchesOf(group: readonly Shared[]): readonly ComponentPatches[] {
  return [...Map.groupBy(group, ({ component }) => component)].map(([component, list]) => ({
    component,
    patches: [...Map.groupBy(list, ({ object }) => labelOf(object)).values()].map((same) => ({
      object: same[0]!.object,
      operations: same.map(({ operation }) => operation),
    })),
  }))
}

const without = (files: readonly ComponentPatches[], moved: ReadonlySet<string>): readonly ComponentPatches[] =>
  files.flatMap(({ component, patches }) => {
    const left = patches.flatMap(({ object, operations }): readonly ObjectPatch[] => {
      const own = operations.filter(
        (operation) => !isIndependent(operation, operations) || !moved.has(keyOf({ component, object, operation })),
      )
      return own.length === 0 ? [] : [{ object, operations: own }]
    })
    return left.length === 0 ? [] : [{ component, patches: left }]
  })
