import type { Environment, SourcedObject } from '@thanos-gitops/manifest'
import { filesAt, podSelectorOf, readWorkload, volumeSources, type Workload } from '@thanos-gitops/workloads'
import type { CheckContext, Fleet } from './check.ts'
import { documentsIn, type EmbeddedDocument } from './embedded-documents.ts'
import { type External, nothingExternal } from './external.ts'
import { addTo, lazy } from './lazy.ts'
import { indexObjects } from './object-index.ts'
import { indexWorkloads } from './workload-index.ts'

export interface ContextInput {
  readonly objects: readonly SourcedObject[]
  readonly kubernetesVersion: string
  readonly environment?: Environment
  readonly clusterDomain?: string
  readonly versions?: Readonly<Record<string, string>>
  readonly external?: External
  /** Complete when the checks run, not yet when the context is created. */
  readonly fleet?: Fleet
}

/** The input of checks, with indexes that are built at their first use. */
export function createContext({ objects, environment, ...input }: ContextInput): CheckContext {
  const namespaceOf = ({ object }: SourcedObject): string => object.metadata.namespace ?? environment?.namespace ?? ''
  const { ofKind, find } = indexObjects(objects, namespaceOf)
  const workloadByObject = lazy(
    () => new Map(objects.map((object) => [object, readWorkload(object, namespaceOf(object))])),
  )
  const workloads = lazy(() => [...workloadByObject().values()].filter((workload) => workload !== undefined))
  const containers = lazy(() => workloads().flatMap((workload) => workload.containers))
  const index = lazy(() => indexWorkloads(workloads()))
  const selectedBy: CheckContext['selectedBy'] = (selector, namespace) => index().selectedBy(selector, namespace)
  const selectors = { selectedBy, namespaceOf }
  const services = lazy(() => objectsByWorkload(ofKind('Service', ''), selectors))
  const budgets = lazy(() => objectsByWorkload(ofKind('PodDisruptionBudget'), selectors))
  const users = lazy(() => usersByObject(workloads(), find))
  const { documentsOf, documentAt } = readDocuments(find)
  const documents = lazy(() => [...ofKind('ConfigMap'), ...ofKind('Secret')].flatMap(documentsOf))
  return {
    objects,
    kubernetesVersion: input.kubernetesVersion,
    ...(environment === undefined ? {} : { environment }),
    clusterDomain: environment?.clusterDomain ?? input.clusterDomain ?? 'cluster.local',
    versions: input.versions ?? {},
    external: input.external ?? nothingExternal,
    ...(input.fleet === undefined ? {} : { fleet: input.fleet }),
    ofKind,
    find,
    namespaceOf,
    get workloads() {
      return workloads()
    },
    get containers() {
      return containers()
    },
    workloadOf: (object) => workloadByObject().get(object),
    selectedBy,
    servicesOf: (workload) => services().get(workload) ?? [],
    budgetsOf: (workload) => budgets().get(workload) ?? [],
    usersOf: (object) => users().get(object) ?? [],
    get documents() {
      return documents()
    },
    documentsOf,
    documentAt,
  }
}

/** The objects that select the pods of each workload. */
function objectsByWorkload(
  objects: readonly SourcedObject[],
  { selectedBy, namespaceOf }: Pick<CheckContext, 'selectedBy' | 'namespaceOf'>,
): Map<Workload, SourcedObject[]> {
  const found = new Map<Workload, SourcedObject[]>()
  for (const object of objects) {
    const selector = podSelectorOf(object.object)
    if (selector === undefined) continue
    for (const workload of selectedBy(selector, namespaceOf(object))) addTo(found, workload, object)
  }
  return found
}

/** The workloads that use each ConfigMap and Secret. */
function usersByObject(workloads: readonly Workload[], find: CheckContext['find']): Map<SourcedObject, Workload[]> {
  const found = new Map<SourcedObject, Workload[]>()
  for (const workload of workloads) {
    const references = [
      ...workload.volumes.flatMap(volumeSources),
      ...workload.containers.flatMap(({ environmentFrom, environment }) => [
        ...environmentFrom,
        ...environment.flatMap(({ from }) => from ?? []),
      ]),
    ]
    const objects = new Set(references.flatMap(({ kind, name }) => find(kind, workload.namespace, name) ?? []))
    for (const object of objects) addTo(found, object, workload)
  }
  return found
}

/** Contexts with the same object share its documents, which are parsed once. */
const documents = new WeakMap<SourcedObject, readonly EmbeddedDocument[]>()

function documentsOf(object: SourcedObject): readonly EmbeddedDocument[] {
  let found = documents.get(object)
  if (found === undefined) {
    found = documentsIn(object)
    documents.set(object, found)
  }
  return found
}

function readDocuments(find: CheckContext['find']): Pick<CheckContext, 'documentsOf' | 'documentAt'> {
  return {
    documentsOf,
    documentAt(container, path) {
      for (const { source, key } of filesAt(container, path)) {
        const object = find(source.kind, container.workload.namespace, source.name)
        const document = object && documentsOf(object).find((entry) => entry.key === key)
        if (document !== undefined) return document
      }
      return undefined
    },
  }
}
