// The components of imported objects: a workload with what belongs to it, as in the files of `base/components`.
import {
  factsOf,
  type KubernetesObject,
  listOf,
  type Mapping,
  mappingOf,
  mappingsOf,
  replaceReferences,
  stringAt,
  stringMapOf,
  valueAt,
} from '@thanos-gitops/manifest'
import type { MatchedObject } from './match-objects.ts'

export interface ImportedComponent {
  readonly name: string
  readonly objects: readonly MatchedObject[]
  /** The indexes of the clusters that have it: each has all of its objects. */
  readonly clusters: readonly number[]
}

/**
 * Groups objects to components. All objects of a component are in the same clusters.
 *
 * @param clusterNames in the order of the versions of objects
 * @param prefix of the names of all components
 * @param reserved names that other components have
 */
export function groupComponents(
  objects: readonly MatchedObject[],
  clusterNames: readonly string[],
  prefix = '',
  reserved: readonly string[] = [],
): readonly ImportedComponent[] {
  const ownerOf = ownerFinder(objects.map(({ object }) => object))
  const groups = Map.groupBy(objects, ({ object }) => ownerOf(object))
  const taken = new Set<string>(reserved)
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([owner, members]) => {
      const bySet = [...Map.groupBy(members, ({ versions }) => clustersOf(versions).join(' ')).values()].sort(
        (a, b) => clustersOf(b[0]!.versions).length - clustersOf(a[0]!.versions).length || b.length - a.length,
      )
      return bySet.map((part, index): ImportedComponent => {
        const clusters = clustersOf(part[0]!.versions)
        const suffix = index === 0 ? '' : partName(part, clusters, clusterNames)
        return { name: uniqueName(`${prefix}${owner}${suffix}`, taken), objects: part, clusters }
      })
    })
}

const clustersOf = (versions: readonly unknown[]): readonly number[] =>
  versions.flatMap((version, index) => (version === undefined ? [] : [index]))

/** What the part of a component has that only some clusters have: the only cluster, or its only object. */
function partName(
  part: readonly MatchedObject[],
  clusters: readonly number[],
  clusterNames: readonly string[],
): string {
  if (clusters.length === 1) return `-${clusterNames[clusters[0]!]}`
  return part.length === 1 ? `-${part[0]!.object.kind.toLowerCase()}` : '-of-some'
}

/** A Service with the name of a component must be a DNS label that begins with a letter. */
const longestName = 53

function uniqueName(wanted: string, taken: Set<string>): string {
  const label = replaceReferences(wanted, (name) => name)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, longestName)
    .replace(/-+$/, '')
  const free = (name: string): boolean => name !== '' && !taken.has(name)
  let name = label
  for (let number = 2; !free(name); number++) name = `${(label || 'component').slice(0, longestName - 4)}-${number}`
  taken.add(name)
  return name
}

/** Returns the function that finds the name of the component of an object. */
export function ownerFinder(objects: readonly KubernetesObject[]): (object: KubernetesObject) => string {
  const workloads = objects.filter(({ kind }) => factsOf(kind).podSpec !== undefined)
  const names = new Set(workloads.map(({ metadata }) => metadata.name))
  const found = new Map<KubernetesObject, string>(workloads.map((workload) => [workload, workload.metadata.name]))
  const byLabel = new Map(
    workloads.flatMap((one) => (appOf(one) === undefined ? [] : [[appOf(one)!, one.metadata.name]])),
  )
  // An object can belong to another one that belongs to a workload: a Role to its RoleBinding, which belongs to a ServiceAccount.
  for (let round = 0; round < 3; round++)
    for (const object of objects) {
      if (found.has(object)) continue
      const owner = names.has(object.metadata.name)
        ? object.metadata.name
        : relatedOwner(object, workloads, objects, found)
      if (owner !== undefined) found.set(object, owner)
    }
  return (object) => {
    const app = appOf(object)
    return found.get(object) ?? (app === undefined ? undefined : byLabel.get(app)) ?? app ?? object.metadata.name
  }
}

const appOf = ({ metadata }: KubernetesObject): string | undefined => {
  const { 'app.kubernetes.io/name': app, 'app.kubernetes.io/component': component } = metadata.labels ?? {}
  return app === undefined
    ? undefined
    : component === undefined || app.includes(component)
      ? app
      : `${app}-${component}`
}

function relatedOwner(
  object: KubernetesObject,
  workloads: readonly KubernetesObject[],
  objects: readonly KubernetesObject[],
  found: ReadonlyMap<KubernetesObject, string>,
): string | undefined {
  const users = workloads.filter((workload) => isSameNamespace(workload, object) && uses(workload, object))
  if (users.length === 1) return users[0]!.metadata.name
  const content = object as unknown as Mapping
  const selected = workloads.find((workload) => isSameNamespace(workload, object) && selects(content, workload))
  if (selected !== undefined) return selected.metadata.name
  const referring = objects.find(
    (other) => found.has(other) && (refersTo(content, other) || refersTo(other as unknown as Mapping, object)),
  )
  return referring && found.get(referring)
}

const isSameNamespace = (a: KubernetesObject, b: KubernetesObject): boolean =>
  a.metadata.namespace === b.metadata.namespace

const podSpecOf = (workload: KubernetesObject): unknown => valueAt(workload, factsOf(workload.kind).podSpec ?? [])

/** Whether the pods of a workload use the object: their ServiceAccount, a mounted or read ConfigMap, a claim. */
function uses(workload: KubernetesObject, { kind, metadata: { name } }: KubernetesObject): boolean {
  const pod = podSpecOf(workload)
  if (kind === 'ServiceAccount') return stringAt(pod, 'serviceAccountName') === name
  const volumes = mappingsOf(valueAt(pod, ['volumes']))
  if (kind === 'PersistentVolumeClaim')
    return volumes.some((volume) => stringAt(volume, 'persistentVolumeClaim', 'claimName') === name)
  if (kind !== 'ConfigMap') return false
  const containers = ['containers', 'initContainers'].flatMap((list) => mappingsOf(valueAt(pod, [list])))
  return (
    volumes.some((volume) => stringAt(volume, 'configMap', 'name') === name) ||
    containers.some(
      ({ env, envFrom }) =>
        mappingsOf(env).some((one) => stringAt(one, 'valueFrom', 'configMapKeyRef', 'name') === name) ||
        mappingsOf(envFrom).some((one) => stringAt(one, 'configMapRef', 'name') === name),
    )
  )
}

/** Whether a Service, a PodDisruptionBudget, a NetworkPolicy or an autoscaler is for the pods of a workload. */
function selects({ kind, spec }: Mapping, workload: KubernetesObject): boolean {
  const { scaleTargetRef, selector, podSelector } = mappingOf(spec)
  if (scaleTargetRef !== undefined)
    return (
      stringAt(scaleTargetRef, 'kind') === workload.kind && stringAt(scaleTargetRef, 'name') === workload.metadata.name
    )
  const labels = stringMapOf(
    kind === 'Service' ? selector : (valueAt(selector, ['matchLabels']) ?? valueAt(podSelector, ['matchLabels'])),
  )
  const podLabels = stringMapOf(valueAt(workload, ['spec', 'template', 'metadata', 'labels']))
  const wanted = Object.entries(labels)
  return wanted.length > 0 && wanted.every(([key, value]) => podLabels[key] === value)
}

/** Whether an object names another one: a binding its role and its subjects, a route or a webhook its Service, a monitor by labels. */
function refersTo(content: Mapping, other: KubernetesObject): boolean {
  const { name, labels = {} } = other.metadata
  const { roleRef, subjects, spec } = content
  if (stringAt(roleRef, 'kind') === other.kind) return stringAt(roleRef, 'name') === name
  if (mappingsOf(subjects).some((one) => stringAt(one, 'kind') === other.kind && stringAt(one, 'name') === name))
    return true
  if (other.kind !== 'Service') return false
  const wanted = Object.entries(stringMapOf(valueAt(spec, ['selector', 'matchLabels'])))
  if (wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value)) return true
  const paths = listOf(valueAt(spec, ['rules'])).flatMap((rule) => [
    ...listOf(valueAt(rule, ['http', 'paths'])),
    ...listOf(valueAt(rule, ['backendRefs'])),
  ])
  return paths.some((path) => stringAt(path, 'backend', 'service', 'name') === name || stringAt(path, 'name') === name)
}
