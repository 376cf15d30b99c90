// Components of the base under other names: a cluster runs the same program, and its objects have names of their own.
import {
  type Base,
  type Component,
  defineComponent,
  type Json,
  type KubernetesObject,
  labelOf,
  withFields,
} from '@thanos-gitops/manifest'
import { unshardedLabel } from '../base/check-values.ts'
import { withSettings } from '../base/resolve-references.ts'
import { objectSelector } from '../base/select-components.ts'
import type { ClusterObject, ImportedCluster } from './cluster-objects.ts'
import { type Fields, fieldsBetween } from './derived-fields.ts'
import { ownerFinder } from './group-components.ts'
import { environmentOf } from './near.ts'
import type { Judge } from './patchable.ts'
import { isWorkload, resemblanceOf } from './resemblance.ts'

/** The base whose components are patched. */
export interface NearBase {
  readonly base: Base
  /** The name under which the file of a component exports an object of it; undefined if it does not. */
  readonly exportOf: (component: string, object: KubernetesObject) => string | undefined
}

/** An object of the base with the fields that differ in all clusters, or that patches must not change. */
export interface DerivedObject {
  readonly exportName: string
  readonly fields: Fields
  readonly object: KubernetesObject
}

/** A component that follows one of the base. */
export interface DerivedComponent {
  readonly name: string
  /** The component of the base. */
  readonly of: string
  readonly objects: readonly DerivedObject[]
  /** The names of the clusters that have it. */
  readonly clusters: readonly string[]
}

export const asComponent = ({ name, objects }: DerivedComponent): Component =>
  defineComponent(
    name,
    objects.map(({ object }) => object),
  )

/** A workload of some clusters. */
interface Member {
  readonly cluster: ImportedCluster
  readonly workload: ClusterObject
}

/** Components for the workloads that no component of the base has under the same name. */
export function derivedComponents(
  near: NearBase,
  clusters: readonly ImportedCluster[],
  judge: Judge,
  prefix = '',
): readonly DerivedComponent[] {
  const members = clusters.flatMap((cluster) =>
    cluster.objects
      .filter(({ object }) => isWorkload(object) && object.metadata.namespace === cluster.settings.namespace)
      .map((workload): Member => ({ cluster, workload })),
  )
  return [...Map.groupBy(members, ({ workload }) => labelOf(workload.object)).values()].flatMap(
    (same) => derivedComponent(near, same, judge, prefix) ?? [],
  )
}

function derivedComponent(
  near: NearBase,
  members: readonly Member[],
  judge: Judge,
  prefix: string,
): DerivedComponent | undefined {
  const first = members[0]!
  const resemblance = resemblanceOf(near.base, first.workload.object, ({ kind }) => kind === first.workload.object.kind)
  if (resemblance === undefined) return undefined
  const { component: of, resembles } = resemblance
  const selected = members.map(({ cluster }) => selectedObjects(near.base, of, cluster, judge))
  const related = members.map(relatedObjects)
  const raw = [...near.base.required, ...near.base.optional].find(({ name }) => name === of)!
  const main = members.map(({ workload }) => workload.object)
  const pairs = counterparts(raw.objects, related)
  const objects = raw.objects.flatMap((object): readonly DerivedObject[] => {
    const exportName = near.exportOf(of, object)
    const found = unshardedLabel(object) === resembles ? main : pairs.get(object)
    if (exportName === undefined || found === undefined) return []
    const before = selected.map((objectOf) => objectOf(unshardedLabel(object)))
    if (!before.every((one) => one !== undefined)) return []
    const fields = fieldsBetween(before, found, judge)
    return fields === undefined ? [] : [{ exportName, fields, object: withFields(object, fields) }]
  })
  if (!objects.some(({ object }) => isWorkload(object))) return undefined
  const clusters = members.map(({ cluster }) => cluster.name)
  return { name: `${prefix}${first.workload.object.metadata.name}`, of, objects, clusters }
}

/** The objects of a component of the base as a cluster would have them. */
function selectedObjects(
  base: Base,
  component: string,
  cluster: ImportedCluster,
  judge: Judge,
): (label: string) => KubernetesObject | undefined {
  const hasNetworkPolicies = cluster.objects.some(({ object }) => object.kind === 'NetworkPolicy')
  const environment = environmentOf(cluster, judge, [component], hasNetworkPolicies)
  const selected = new Map(objectSelector(base)(environment).map(({ object }) => [unshardedLabel(object), object]))
  return (label) => {
    const found = selected.get(label)
    return found && withSettings(found, environment)
  }
}

/** The objects that belong to a workload. */
function relatedObjects({ cluster, workload }: Member): readonly KubernetesObject[] {
  const objects = cluster.objects.map(({ object }) => object)
  const ownerOf = ownerFinder(objects)
  return objects.filter(
    (object) =>
      !isWorkload(object) &&
      object.metadata.namespace === cluster.settings.namespace &&
      ownerOf(object) === workload.object.metadata.name,
  )
}

/**
 * For objects of a component, the object of each cluster that has the same purpose: the only one of its kind. Of several Services, it
 * is the only one with an address, or without one.
 */
function counterparts(
  objects: readonly KubernetesObject[],
  related: readonly (readonly KubernetesObject[])[],
): ReadonlyMap<KubernetesObject, readonly KubernetesObject[]> {
  const pairs = new Map<KubernetesObject, readonly KubernetesObject[]>()
  const used = new Set<KubernetesObject>()
  const isSameKind = (a: KubernetesObject, b: KubernetesObject): boolean => a.kind === b.kind
  const isSameService = (a: KubernetesObject, b: KubernetesObject): boolean =>
    isSameKind(a, b) && isHeadless(a) === isHeadless(b)
  for (const isSame of [isSameService, isSameKind])
    for (const object of objects.filter((one) => !isWorkload(one) && !pairs.has(one))) {
      const [only, ...more] = related[0]!.filter((one) => isSame(one, object) && !used.has(one))
      if (only === undefined || more.length > 0) continue
      const found = related.map((list) => list.find((one) => labelOf(one) === labelOf(only)))
      if (!found.every((one) => one !== undefined)) continue
      used.add(only)
      pairs.set(object, found)
    }
  return pairs
}

const isHeadless = (object: KubernetesObject): boolean =>
  (object as unknown as { readonly spec?: { readonly clusterIP?: Json } }).spec?.clusterIP === 'None'
