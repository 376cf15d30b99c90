import { factsOf, identityOf, isObject, type KubernetesObject, labelOf, valueAt } from '@thanos-gitops/manifest'

export type Fields = Readonly<Record<string, unknown>>

/** Something that makes pods. */
export interface Workload {
  readonly object: KubernetesObject
  /** `StatefulSet/thanos-store` */
  readonly label: string
  readonly namespace: string
  readonly podSpec: Fields
  readonly podLabels: Readonly<Record<string, string>>
  /** Init containers come first. */
  readonly containers: readonly Fields[]
}

/** All objects of one side: what one change means often stands in another object. */
export interface World {
  readonly workloads: readonly Workload[]
  /** The workloads whose pods read a ConfigMap or a Secret. */
  readonly readersOf: (object: KubernetesObject) => readonly Workload[]
  readonly get: (object: KubernetesObject) => KubernetesObject | undefined
  readonly ofKind: (kind: string) => readonly KubernetesObject[]
  readonly size: number
}

export function worldOf(objects: readonly KubernetesObject[]): World {
  const byIdentity = new Map(objects.map((object) => [identityOf(object), object]))
  const byKind = Map.groupBy(objects, ({ kind }) => kind)
  let workloads: readonly Workload[] | undefined
  let readers: ReadonlyMap<string, readonly Workload[]> | undefined
  return {
    readersOf(object) {
      readers ??= indexReaders(this.workloads)
      return readers.get(`${object.kind}/${namespaceOf(object)}/${object.metadata.name}`) ?? []
    },
    get workloads() {
      return (workloads ??= objects.flatMap((object) => workloadOf(object) ?? []))
    },
    get: (object) => byIdentity.get(identityOf(object)),
    ofKind: (kind) => byKind.get(kind) ?? [],
    size: objects.length,
  }
}

function indexReaders(workloads: readonly Workload[]): Map<string, Workload[]> {
  const index = new Map<string, Workload[]>()
  for (const workload of workloads)
    for (const reference of new Set(referencesOf(workload))) {
      const key = `${reference.slice(0, reference.indexOf('/'))}/${workload.namespace}/${reference.slice(reference.indexOf('/') + 1)}`
      const known = index.get(key)
      if (known) known.push(workload)
      else index.set(key, [workload])
    }
  return index
}

/** `ConfigMap/name` and `Secret/name` of everything that a pod reads. */
function* referencesOf({ podSpec, containers }: Workload): Generator<string> {
  for (const volume of mappings(podSpec.volumes)) {
    const projected = isObject(volume.projected) ? mappings(volume.projected.sources) : []
    yield* namesIn([volume.configMap, ...projected.map((source) => source.configMap)], 'ConfigMap', 'name')
    yield* namesIn([volume.secret], 'Secret', 'secretName')
    yield* namesIn(
      projected.map((source) => source.secret),
      'Secret',
      'name',
    )
  }
  for (const container of containers) {
    const sources = [
      ...mappings(container.env)
        .map((variable) => variable.valueFrom)
        .filter(isObject),
      ...mappings(container.envFrom),
    ]
    yield* namesIn(
      sources.flatMap((source) => [source.configMapKeyRef, source.configMapRef]),
      'ConfigMap',
      'name',
    )
    yield* namesIn(
      sources.flatMap((source) => [source.secretKeyRef, source.secretRef]),
      'Secret',
      'name',
    )
  }
}

const namesIn = (sources: readonly unknown[], kind: string, field: string): readonly string[] =>
  sources.flatMap((source) =>
    isObject(source) && typeof source[field] === 'string' ? [`${kind}/${source[field]}`] : [],
  )

export const namespaceOf = ({ metadata }: KubernetesObject): string => metadata.namespace ?? ''

export function workloadOf(object: KubernetesObject): Workload | undefined {
  const steps = factsOf(object.kind).podSpec
  if (steps === undefined) return undefined
  const podSpec = valueAt(object, steps)
  if (!isObject(podSpec)) return undefined
  const labels = valueAt(object, [...steps.slice(0, -1), 'metadata', 'labels'])
  return {
    object,
    label: labelOf(object),
    namespace: namespaceOf(object),
    podSpec,
    podLabels: isObject(labels) ? (labels as Record<string, string>) : {},
    containers: [...mappings(podSpec.initContainers), ...mappings(podSpec.containers)],
  }
}

export const mappings = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isObject) : [])

export const numberAt = (object: unknown, ...steps: readonly string[]): number | undefined => {
  const value = valueAt(object, steps)
  return typeof value === 'number' ? value : undefined
}
export const textAt = (object: unknown, ...steps: readonly string[]): string | undefined => {
  const value = valueAt(object, steps)
  return typeof value === 'string' ? value : undefined
}

export const replicasOf = (object: KubernetesObject): number => numberAt(object, 'spec', 'replicas') ?? 1

/** Whether a label selector, or a Service's plain one, takes these labels. A selector without terms takes all. */
export function selects(selector: unknown, labels: Readonly<Record<string, string>>): boolean {
  if (!isObject(selector)) return false
  const { matchLabels, matchExpressions } = selector
  if (matchLabels === undefined && matchExpressions === undefined) return matchesAll(selector, labels)
  if (isObject(matchLabels) && !matchesAll(matchLabels, labels)) return false
  return mappings(matchExpressions).every(({ key, operator, values }) => {
    const value = Object.hasOwn(labels, String(key)) ? labels[String(key)] : undefined
    const list = Array.isArray(values) ? values : []
    if (operator === 'In') return value !== undefined && list.includes(value)
    if (operator === 'NotIn') return value === undefined || !list.includes(value)
    return operator === 'Exists' ? value !== undefined : value === undefined
  })
}

const matchesAll = (wanted: Fields, labels: Readonly<Record<string, string>>): boolean =>
  Object.entries(wanted).every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value)

/** The workloads whose pods a selector of this object takes. */
export const selectedBy = (world: World, object: KubernetesObject, selector: unknown): readonly Workload[] =>
  isObject(selector) && Object.keys(selector).length > 0
    ? world.workloads.filter(
        ({ namespace, podLabels }) => namespace === namespaceOf(object) && selects(selector, podLabels),
      )
    : []

/** The autoscaler of a workload. */
export const autoscalerOf = (world: World, workload: KubernetesObject): KubernetesObject | undefined =>
  world
    .ofKind('HorizontalPodAutoscaler')
    .find(
      (scaler) =>
        namespaceOf(scaler) === namespaceOf(workload) &&
        textAt(scaler, 'spec', 'scaleTargetRef', 'kind') === workload.kind &&
        textAt(scaler, 'spec', 'scaleTargetRef', 'name') === workload.metadata.name,
    )
