import {
  contentOf,
  type Environment,
  groupOf,
  type Mapping,
  mappingOf,
  type SourcedObject,
} from '@thanos-gitops/manifest'
import { type Container, readWorkload, selectorMatches, type Volume, type Workload } from '@thanos-gitops/workloads'
import { type CheckContext, inSameNamespace } from './check.ts'
import { documentsIn, type EmbeddedDocument } from './embedded-documents.ts'
import { type External, nothingExternal } from './external.ts'

export interface ContextInput {
  readonly objects: readonly SourcedObject[]
  readonly kubernetesVersion: string
  readonly environment?: Environment
  readonly clusterDomain?: string
  readonly versions?: Readonly<Record<string, string>>
  readonly external?: External
}

/** What checks look at. Every index is made when it is first asked for. */
export function createContext(input: ContextInput): CheckContext {
  const { objects, environment } = input
  const byKind = lazily(() => Map.groupBy(objects, ({ object }) => object.kind))
  const byName = lazily(() => Map.groupBy(objects, ({ object }) => `${object.kind}/${object.metadata.name}`))
  const byIdentity = lazily(() =>
    firstBy(objects, (object) => `${object.object.kind}/${namespaceOf(object)}/${object.object.metadata.name}`),
  )
  const byObject = lazily(() => new Map(objects.flatMap((object) => withWorkload(object))))
  const workloads = lazily(() => [...byObject().values()])
  const containers = lazily(() => workloads().flatMap((workload) => workload.containers))
  const byLabel = lazily(() => workloadsByLabel(workloads()))
  const hasUnnamed = lazily(() => workloads().some(({ namespace }) => namespace === ''))
  const services = lazily(() =>
    choosers(ofKind('Service', ''), (spec) =>
      Object.keys(mappingOf(spec.selector)).length === 0 ? undefined : { matchLabels: spec.selector },
    ),
  )
  const budgets = lazily(() => choosers(ofKind('PodDisruptionBudget'), (spec) => spec.selector))
  const users = lazily(() => usersByObject(workloads(), find))
  const hasAnyUnnamed = lazily(() => objects.some((object) => namespaceOf(object) === ''))
  const documents = new Map<SourcedObject, readonly EmbeddedDocument[]>()
  const allDocuments = lazily(() => [...ofKind('ConfigMap'), ...ofKind('Secret')].flatMap(documentsOf))

  const namespaceOf = ({ object }: SourcedObject): string => object.metadata.namespace ?? environment?.namespace ?? ''

  function withWorkload(object: SourcedObject): [SourcedObject, Workload][] {
    const workload = readWorkload(object, namespaceOf(object))
    return workload === undefined ? [] : [[object, workload]]
  }

  function ofKind(kind: string, group?: string): readonly SourcedObject[] {
    const found = byKind().get(kind) ?? []
    return group === undefined ? found : found.filter(({ object }) => groupOf(object.apiVersion) === group)
  }

  function find(kind: string, namespace: string, name: string): SourcedObject | undefined {
    const exact = byIdentity().get(`${kind}/${namespace}/${name}`)
    if (exact !== undefined || (namespace !== '' && !hasAnyUnnamed())) return exact
    return byName()
      .get(`${kind}/${name}`)
      ?.find((object) => inSameNamespace(namespaceOf(object), namespace))
  }

  function selectedBy(selector: unknown, namespace: string): readonly Workload[] {
    const all = Object.entries(mappingOf(mappingOf(selector).matchLabels))
    const pod = all.find(([key]) => key === podNameLabel)
    if (pod !== undefined) {
      const others = Object.fromEntries(all.filter((entry) => entry !== pod))
      return selectedBy({ ...mappingOf(selector), matchLabels: others }, namespace).filter((workload) =>
        isPodOf(workload, String(pod[1])),
      )
    }
    // The rarest label, in this namespace: with ten thousand objects each selector must not look at all pods.
    const scope = namespace === '' || hasUnnamed() ? '' : namespace
    const candidates = all.map(([key, value]) => byLabel().get(`${scope}/${key}=${String(value)}`) ?? [])
    const fewest = candidates.length === 0 ? workloads() : candidates.reduce((a, b) => (b.length < a.length ? b : a))
    return fewest.filter(
      (workload) => inSameNamespace(workload.namespace, namespace) && selectorMatches(selector, workload.podLabels),
    )
  }

  function choosers(
    of: readonly SourcedObject[],
    selectorOf: (spec: Mapping) => unknown,
  ): Map<Workload, SourcedObject[]> {
    const found = new Map<Workload, SourcedObject[]>()
    for (const object of of) {
      const selector = selectorOf(mappingOf(contentOf(object).spec))
      if (selector === undefined) continue
      for (const workload of selectedBy(selector, namespaceOf(object))) add(found, workload, object)
    }
    return found
  }

  function documentsOf(object: SourcedObject): readonly EmbeddedDocument[] {
    let found = documents.get(object)
    if (found === undefined) documents.set(object, (found = documentsIn(object)))
    return found
  }

  function documentAt(container: Container, path: string): EmbeddedDocument | undefined {
    const under = container.mounts.filter(
      ({ mountPath }) => path === mountPath || path.startsWith(mountPath.endsWith('/') ? mountPath : `${mountPath}/`),
    )
    const mount = under.sort((a, b) => b.mountPath.length - a.mountPath.length)[0]
    const volume = mount && container.workload.volumes.find(({ name }) => name === mount.name)
    if (mount === undefined || volume === undefined) return undefined
    const inside = path === mount.mountPath ? '' : path.slice(mount.mountPath.length).replace(/^\//, '')
    const file = [mount.subPath, inside].filter((part) => part !== undefined && part !== '').join('/')
    for (const { kind, name, items } of sourcesOf(volume)) {
      const object = find(kind, container.workload.namespace, name)
      const key = items.length === 0 ? file : items.find((item) => item.path === file)?.key
      const document = object && key !== undefined ? documentsOf(object).find((entry) => entry.key === key) : undefined
      if (document !== undefined) return document
    }
    return undefined
  }

  return {
    objects,
    kubernetesVersion: input.kubernetesVersion,
    ...(environment === undefined ? {} : { environment }),
    clusterDomain: environment?.clusterDomain ?? input.clusterDomain ?? 'cluster.local',
    versions: input.versions ?? {},
    external: input.external ?? nothingExternal,
    ofKind,
    find,
    namespaceOf,
    get workloads() {
      return workloads()
    },
    get containers() {
      return containers()
    },
    workloadOf: (object) => byObject().get(object),
    selectedBy,
    servicesOf: (workload) => services().get(workload) ?? [],
    budgetsOf: (workload) => budgets().get(workload) ?? [],
    usersOf: (object) => users().get(object) ?? [],
    get documents() {
      return allDocuments()
    },
    documentsOf,
    documentAt,
  }
}

/** Each pod of a StatefulSet gets it, so that a Service can choose one of them. */
const podNameLabel = 'statefulset.kubernetes.io/pod-name'

function isPodOf({ kind, name, replicas = 0 }: Workload, pod: string): boolean {
  const ordinal = pod.startsWith(`${name}-`) ? pod.slice(name.length + 1) : ''
  return kind === 'StatefulSet' && /^\d+$/.test(ordinal) && Number(ordinal) < replicas
}

function lazily<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => (made ??= { value: make() }).value
}

function add<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key)
  if (known === undefined) map.set(key, [value])
  else known.push(value)
}

function firstBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T> {
  const found = new Map<string, T>()
  for (const item of items) if (!found.has(keyOf(item))) found.set(keyOf(item), item)
  return found
}

/** By `namespace/key=value`, and by `/key=value` over all namespaces. */
function workloadsByLabel(workloads: readonly Workload[]): Map<string, Workload[]> {
  const found = new Map<string, Workload[]>()
  for (const workload of workloads)
    for (const [key, value] of Object.entries(workload.podLabels)) {
      add(found, `/${key}=${value}`, workload)
      if (workload.namespace !== '') add(found, `${workload.namespace}/${key}=${value}`, workload)
    }
  return found
}

function usersByObject(workloads: readonly Workload[], find: CheckContext['find']): Map<SourcedObject, Workload[]> {
  const found = new Map<SourcedObject, Workload[]>()
  for (const workload of workloads) {
    const sources = [
      ...workload.volumes.flatMap(sourcesOf),
      ...workload.containers.flatMap(({ environmentFrom, environment }) => [
        ...environmentFrom,
        ...environment.flatMap(({ from }) => from ?? []),
      ]),
    ]
    const objects = new Set(sources.flatMap(({ kind, name }) => find(kind, workload.namespace, name) ?? []))
    for (const object of objects) add(found, object, workload)
  }
  return found
}

export interface VolumeSource {
  readonly kind: 'ConfigMap' | 'Secret'
  readonly name: string
  readonly optional: boolean
  /** Only these keys, each as a file of its own name. */
  readonly items: readonly { readonly key: string; readonly path: string; readonly pointer: string }[]
  readonly pointer: string
}

/** The ConfigMaps and Secrets that a volume shows, also those inside a projected one. */
export function sourcesOf(volume: Volume): VolumeSource[] {
  const { type, source, pointer } = volume
  if (type === 'configMap') return sourceOf('ConfigMap', source.name, source, `${pointer}/configMap`)
  if (type === 'secret') return sourceOf('Secret', source.secretName, source, `${pointer}/secret`)
  if (type !== 'projected' || !Array.isArray(source.sources)) return []
  return source.sources.flatMap((part: unknown, index) => {
    const at = `${pointer}/projected/sources/${index}`
    const { configMap, secret } = mappingOf(part)
    return [
      ...sourceOf('ConfigMap', mappingOf(configMap).name, mappingOf(configMap), `${at}/configMap`),
      ...sourceOf('Secret', mappingOf(secret).name, mappingOf(secret), `${at}/secret`),
    ]
  })
}

function sourceOf(
  kind: VolumeSource['kind'],
  name: unknown,
  fields: Readonly<Record<string, unknown>>,
  pointer: string,
): VolumeSource[] {
  if (typeof name !== 'string') return []
  const items = Array.isArray(fields.items) ? fields.items : []
  return [
    {
      kind,
      name,
      optional: fields.optional === true,
      pointer,
      items: items.flatMap((item: unknown, index) => {
        const { key, path } = mappingOf(item)
        return typeof key === 'string' && typeof path === 'string'
          ? [{ key, path, pointer: `${pointer}/items/${index}` }]
          : []
      }),
    },
  ]
}
