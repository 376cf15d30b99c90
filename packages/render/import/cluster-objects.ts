// What an import takes of the objects of a cluster, and why it leaves out or refuses the others.
import {
  type Finding,
  isClusterScoped,
  type KubernetesObject,
  labelOf,
  type SourcedObject,
} from '@thanos-gitops/manifest'
import { definitionsFor } from '@thanos-gitops/schemas'
import { canonicalQuantities } from '../output/canonical-quantities.ts'
import { oncePerObject } from './once-per-object.ts'
import { refusals } from './refusals.ts'
import { skipReason, withoutServerMade } from './server-made.ts'
import type { ClusterSettings } from './templates.ts'

/** The objects that were read for a cluster. */
export interface ReadCluster {
  /** The name of its environment. */
  readonly name: string
  readonly objects: readonly SourcedObject[]
}

/** An object to import, in the form in which a render writes it, and where it was read. */
export interface ClusterObject {
  readonly object: KubernetesObject
  readonly source: SourcedObject
}

export interface SkippedObject {
  readonly label: string
  readonly reason: string
}

/** A Secret of a cluster, which is never written. */
export interface ExternalSecret {
  readonly name: string
  readonly namespace: string | undefined
  readonly keys: readonly string[]
}

export interface ImportedCluster {
  readonly name: string
  readonly settings: ClusterSettings
  readonly objects: readonly ClusterObject[]
  readonly skipped: readonly SkippedObject[]
  readonly secrets: readonly ExternalSecret[]
  /** How many fields were left out because the API server sets them. */
  readonly defaultFields?: number
}

export interface SelectOptions {
  readonly kubernetesVersion: string
  /** The namespace of the environments. Default: the one that most objects of the cluster are in. */
  readonly namespace?: string | undefined
  /** Kinds, and objects as `Kind/name`, that are left out. */
  readonly skip?: readonly string[]
}

/** The objects of a cluster without what the server makes. Problems are appended to `problems`. */
export function selectObjects(cluster: ReadCluster, options: SelectOptions, problems: Finding[]): ImportedCluster {
  const { kubernetesVersion, skip = [] } = options
  const namespace = options.namespace ?? mainNamespace(cluster.objects)
  const skipped: SkippedObject[] = []
  const secrets: ExternalSecret[] = []
  const objects: ClusterObject[] = []
  for (const source of cluster.objects) {
    const { object } = source
    const reason = skip.some((name) => name === object.kind || name === labelOf(object))
      ? '--skip names it'
      : skipReason(object)
    if (reason !== undefined) skipped.push({ label: labelOf(object), reason })
    else if (object.kind === 'Secret' && object.apiVersion === 'v1') addSecret(source, secrets, skipped)
    else {
      const clean = inNamespace(withoutServerMade(object), namespace)
      problems.push(...refusals(source, clean, kubernetesVersion))
      objects.push({ object: canonicalQuantities(kubernetesVersion, clean), source })
    }
  }
  if (objects.length === 0) problems.push(nothingLeft(cluster, skipped))
  else if (namespace === '') problems.push(namespaceUnknown(cluster.name, objects))
  return {
    name: cluster.name,
    settings: { namespace, cluster: cluster.name },
    objects: oncePerObject(objects, skipped, problems),
    skipped,
    secrets,
  }
}

/** The tokens of ServiceAccounts and the releases of Helm belong to no manifest. */
const typesOfControllers = [
  'kubernetes.io/service-account-token',
  'helm.sh/release.v1',
  'bootstrap.kubernetes.io/token',
]

function addSecret({ object }: SourcedObject, secrets: ExternalSecret[], skipped: SkippedObject[]): void {
  const { type = '', data, stringData } = object as unknown as Readonly<Record<string, object>>
  if (typesOfControllers.includes(String(type)))
    skipped.push({ label: labelOf(object), reason: 'a controller or Helm creates it' })
  else
    secrets.push({
      name: object.metadata.name,
      namespace: object.metadata.namespace,
      keys: [...new Set([...Object.keys(data ?? {}), ...Object.keys(stringData ?? {})])].sort(),
    })
}

/** The namespace of most objects; of the first in the order of names, if several have as many. Empty if none is in a namespace. */
function mainNamespace(objects: readonly SourcedObject[]): string {
  const counts = new Map<string, number>()
  for (const { object } of objects) {
    const { namespace } = object.metadata
    if (namespace === undefined || isOfCluster(object) || skipReason(object) !== undefined) continue
    counts.set(namespace, (counts.get(namespace) ?? 0) + 1)
  }
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0]?.[0] ?? ''
}

/** Kinds of CRDs that are not known here have the scope that their name suggests. */
function isOfCluster(object: KubernetesObject): boolean {
  if (isClusterScoped(object)) return true
  const group = object.apiVersion.split('/')[0]!
  const definition = definitionsFor([object]).find(
    ({ spec }) => spec.group === group && (spec as { names?: { kind?: string } }).names?.kind === object.kind,
  )
  const scope = (definition?.spec as { scope?: string } | undefined)?.scope
  return scope === undefined ? group.includes('.') && object.kind.startsWith('Cluster') : scope === 'Cluster'
}

/** The namespace that `kubectl apply --namespace` would give the object; none for an object of the whole cluster. */
function inNamespace(object: KubernetesObject, namespace: string): KubernetesObject {
  const { namespace: own, ...metadata } = object.metadata
  if (isOfCluster(object)) return own === undefined ? object : { ...object, metadata }
  return own === undefined || own === '' ? { ...object, metadata: { ...object.metadata, namespace } } : object
}

const nothingLeft = (cluster: ReadCluster, skipped: readonly SkippedObject[]): Finding => ({
  code: 'import-empty',
  severity: 'error',
  message:
    skipped.length === 0
      ? `${cluster.name} has no object to import.`
      : `${cluster.name} has no object to import: controllers create all ${skipped.length} of them, or they are left out.`,
  remedy: 'Name the folder with the manifests that people or tools apply.',
})

function namespaceUnknown(cluster: string, objects: readonly ClusterObject[]): Finding {
  const [{ object, source }] = objects.filter((one) => !isOfCluster(one.object)).concat(objects) as [ClusterObject]
  return {
    code: 'import-namespace',
    severity: 'error',
    message: isOfCluster(object)
      ? `${cluster} has no object with a namespace, and an environment has one.`
      : `${labelOf(object)} is in no namespace, and neither is any other object of the cluster.`,
    remedy: 'Name the namespace of the environments: --namespace NAME',
    place: source.place('/metadata'),
  }
}
