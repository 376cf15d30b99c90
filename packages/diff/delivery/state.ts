import { groupOf, type KubernetesObject, listOf, mappingsOf, stringAt, valueAt } from '@thanos-gitops/manifest'
import type { DeliveryTool } from '@thanos-gitops/manifest/change'
import { permitsLive, permitsSource } from './app-project.ts'

/** Where the tools read the manifests. */
export interface DeliverySource {
  readonly repository: string
  readonly branch: string | undefined
  /** The Secret with which Flux opens the repository. */
  readonly secret?: string
}

/** What the objects of Argo CD and Flux on one side of a diff do with manifests. */
export interface DeliveryState {
  readonly tools: readonly DeliveryTool[]
  readonly source: DeliverySource | undefined
  /** Whether one tool serves all clusters. */
  readonly isCentral: boolean
  /** The namespace of the Application's destination. */
  readonly namespace: string | undefined
  /** Whether Argo CD sees an object of the cluster that is no longer in git. */
  readonly argoCdSees: (object: KubernetesObject) => boolean
  /** Whether Argo CD may read a repository. */
  readonly argoCdReads: (repository: string) => boolean
  /** Whether the tool keeps the number of replicas that the cluster has. */
  readonly ignoresReplicas: (tool: DeliveryTool, object: KubernetesObject) => boolean
  /** The names of the Kustomizations. */
  readonly kustomizations: ReadonlySet<string>
}

/** The state on both sides; undefined where the delivery objects are not known. */
export interface DeliveryStates {
  readonly before: DeliveryState | undefined
  readonly after: DeliveryState | undefined
}

export function deliveryStateOf(objects: readonly KubernetesObject[] | undefined): DeliveryState | undefined {
  if (objects === undefined) return undefined
  const application = ofKind(objects, 'Application').find(syncsManifests)
  const kustomizations = ofKind(objects, 'Kustomization')
  const ownKustomizations = kustomizations.filter(syncsManifests)
  const project = ofKind(objects, 'AppProject').find(
    ({ metadata }) => metadata.name === stringAt(application, 'spec', 'project'),
  )
  return {
    tools: [
      ...(application === undefined ? [] : (['argo-cd'] as const)),
      ...(ownKustomizations.length === 0 ? [] : (['flux'] as const)),
    ],
    source: sourceOf(ofKind(objects, 'GitRepository')[0], application),
    isCentral:
      stringAt(application, 'spec', 'destination', 'name') !== undefined ||
      ownKustomizations.some((one) => valueAt(one, ['spec', 'kubeConfig']) !== undefined),
    namespace: stringAt(application, 'spec', 'destination', 'namespace'),
    argoCdSees: (object) => project === undefined || permitsLive(project, object),
    argoCdReads: (repository) => project === undefined || permitsSource(project, repository),
    ignoresReplicas: (tool, object) =>
      tool === 'argo-cd'
        ? argoCdIgnoresReplicas(application, object)
        : ownKustomizations.some((one) => fluxIgnoresReplicas(one, object)),
    kustomizations: new Set(kustomizations.map(({ metadata }) => metadata.name)),
  }
}

const ofKind = (objects: readonly KubernetesObject[], kind: string): readonly KubernetesObject[] =>
  objects.filter((object) => object.kind === kind)

/** The other Applications and Kustomizations apply the delivery objects themselves. */
const syncsManifests = (object: KubernetesObject): boolean =>
  /\/manifests\/?$/.test(stringAt(object, 'spec', 'source', 'path') ?? stringAt(object, 'spec', 'path') ?? '')

function sourceOf(
  repository: KubernetesObject | undefined,
  application: KubernetesObject | undefined,
): DeliverySource | undefined {
  const secret = stringAt(repository, 'spec', 'secretRef', 'name')
  const url = stringAt(repository, 'spec', 'url') ?? stringAt(application, 'spec', 'source', 'repoURL')
  return url === undefined
    ? undefined
    : {
        repository: url,
        branch:
          stringAt(repository, 'spec', 'ref', 'branch') ?? stringAt(application, 'spec', 'source', 'targetRevision'),
        ...(secret === undefined ? {} : { secret }),
      }
}

const replicas = '/spec/replicas'

/** With RespectIgnoreDifferences, a sync writes the live value (`normalizeTargetResources` in controller/sync.go). */
function argoCdIgnoresReplicas(application: KubernetesObject | undefined, object: KubernetesObject): boolean {
  const options = listOf(valueAt(application, ['spec', 'syncPolicy', 'syncOptions']))
  if (!options.includes('RespectIgnoreDifferences=true')) return false
  return mappingsOf(valueAt(application, ['spec', 'ignoreDifferences'])).some(
    (entry) =>
      (entry.group ?? '') === groupOf(object.apiVersion) &&
      entry.kind === object.kind &&
      (entry.name === undefined || entry.name === object.metadata.name) &&
      listOf(entry.jsonPointers).includes(replicas),
  )
}

/** kustomize-controller writes the live value of an ignored field (`computeDriftedPaths` in fluxcd/pkg/ssa). */
function fluxIgnoresReplicas(kustomization: KubernetesObject, object: KubernetesObject): boolean {
  return mappingsOf(valueAt(kustomization, ['spec', 'ignore'])).some((entry) => {
    const target = valueAt(entry, ['target'])
    const matches = (field: string, value: string): boolean => {
      const pattern = stringAt(target, field)
      return pattern === undefined || new RegExp(`^(?:${pattern})$`, 'u').test(value)
    }
    return (
      listOf(entry.paths).includes(replicas) &&
      matches('group', groupOf(object.apiVersion)) &&
      matches('kind', object.kind) &&
      matches('name', object.metadata.name)
    )
  })
}
