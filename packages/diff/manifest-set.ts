import {
  identityOf,
  type KubernetesObject,
  listOf,
  type Mapping,
  mappingOf,
  mappingsOf,
  numberAt,
  type SourcedObject,
  stringAt,
  valueAt,
} from '@thanos-gitops/manifest'
import { podSelectorOf, readWorkload, selectorMatches, volumeSources, type Workload } from '@thanos-gitops/workloads'

/** All objects of one side of a diff: the effect of a change often depends on other objects. */
export interface ManifestSet {
  readonly workloads: readonly Workload[]
  /** The workloads whose pods read a ConfigMap or a Secret. */
  readersOf(object: KubernetesObject): readonly Workload[]
  /** The object of this side with the same identity as the given object. */
  get(object: KubernetesObject): KubernetesObject | undefined
  ofKind(kind: string): readonly KubernetesObject[]
}

/** Both sides of a diff. */
export interface Sides {
  readonly before: ManifestSet
  readonly after: ManifestSet
}

export function manifestSetOf(sourced: readonly SourcedObject[]): ManifestSet {
  const objects = sourced.map(({ object }) => object)
  const byIdentity = new Map(objects.map((object) => [identityOf(object), object]))
  const byKind = Map.groupBy(objects, ({ kind }) => kind)
  let workloads: readonly Workload[] | undefined
  let readers: ReadonlyMap<string, readonly Workload[]> | undefined
  return {
    get workloads() {
      workloads ??= sourced.flatMap((one) => workloadOf(one.object, one) ?? [])
      return workloads
    },
    readersOf(object) {
      readers ??= indexReaders(this.workloads)
      return readers.get(`${object.kind}/${namespaceOf(object)}/${object.metadata.name}`) ?? []
    },
    get: (object) => byIdentity.get(identityOf(object)),
    ofKind: (kind) => byKind.get(kind) ?? [],
  }
}

/** Workloads by kind, namespace and name of the ConfigMaps and Secrets that they read. */
function indexReaders(workloads: readonly Workload[]): Map<string, Workload[]> {
  const index = new Map<string, Workload[]>()
  for (const workload of workloads) {
    const references = [
      ...workload.volumes.flatMap(volumeSources),
      ...workload.containers.flatMap(({ environmentFrom, environment }) => [
        ...environmentFrom,
        ...environment.flatMap(({ from }) => from ?? []),
      ]),
    ]
    for (const key of new Set(references.map(({ kind, name }) => `${kind}/${workload.namespace}/${name}`))) {
      const readers = index.get(key)
      if (readers) readers.push(workload)
      else index.set(key, [workload])
    }
  }
  return index
}

export const namespaceOf = ({ metadata }: KubernetesObject): string => metadata.namespace ?? ''

interface KnownWorkload {
  readonly written: SourcedObject | undefined
  readonly workload: Workload | undefined
}

const known = new WeakMap<KubernetesObject, KnownWorkload>()

/**
 * The workload of an object; undefined for an object without pods. It is read once, because what is known of its programs belongs to it.
 *
 * @param written the object as the manifest contains it, whose origins show the image before an override
 */
export function workloadOf(object: KubernetesObject, written?: SourcedObject): Workload | undefined {
  let found = known.get(object)
  if (found === undefined || found.written !== written) {
    const sourced = written?.object === object ? written : { place: () => ({ file: '' }), ...written, object }
    found = { written, workload: readWorkload(sourced, namespaceOf(object)) }
    known.set(object, found)
  }
  return found.workload
}

/** `StatefulSet/thanos-store` */
export const workloadLabel = ({ kind, name }: Workload): string => `${kind}/${name}`

export const replicasOf = (object: KubernetesObject): number => numberAt(object, 'spec', 'replicas') ?? 1

/** The claim templates of a StatefulSet. */
export const claimTemplatesOf = (object: KubernetesObject | undefined): readonly Mapping[] =>
  mappingsOf(valueAt(object, ['spec', 'volumeClaimTemplates']))

/** The workloads of the object's namespace that a LabelSelector matches; none for an empty or absent selector. */
export function matchedWorkloads(
  { workloads }: ManifestSet,
  object: KubernetesObject,
  selector: unknown,
): readonly Workload[] {
  const { matchLabels, matchExpressions } = mappingOf(selector)
  if (Object.keys(mappingOf(matchLabels)).length + listOf(matchExpressions).length === 0) return []
  return workloads.filter(
    ({ namespace, podLabels }) => namespace === namespaceOf(object) && selectorMatches(selector, podLabels),
  )
}

/** The workloads whose pods a Service selects. */
export const podsOf = (set: ManifestSet, service: KubernetesObject): readonly Workload[] =>
  matchedWorkloads(set, service, podSelectorOf(service))

/** The kind that an autoscaler scales. That of KEDA has a default. */
export const scaledKind = (scaler: KubernetesObject): string =>
  stringAt(scaler, 'spec', 'scaleTargetRef', 'kind') ?? 'Deployment'

/** The autoscaler of a workload. */
export const autoscalerOf = (set: ManifestSet, workload: KubernetesObject): KubernetesObject | undefined =>
  ['HorizontalPodAutoscaler', 'ScaledObject']
    .flatMap((kind) => set.ofKind(kind))
    .find(
      (scaler) =>
        namespaceOf(scaler) === namespaceOf(workload) &&
        scaledKind(scaler) === workload.kind &&
        stringAt(scaler, 'spec', 'scaleTargetRef', 'name') === workload.metadata.name,
    )
