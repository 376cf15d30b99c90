import { groupOf, type KubernetesObject } from '@thanos-gitops/manifest'
import { subscription } from './argo-cd-notifications.ts'
import type { DeliverySettings } from './settings.ts'
import { labelsOf, type Stack, scaledObjects, stackName } from './stack.ts'

const apiVersion = 'argoproj.io/v1alpha1'
const ownCluster = { server: 'https://kubernetes.default.svc' }

/**
 * A failed sync is retried until it succeeds, each time with the newest commit. With a limit, Argo CD would not apply a commit that
 * it compared before the last retry ended (argo-cd #27875), and an outage longer than all retries would need a sync by hand.
 */
const retry = { limit: -1, refresh: true, backoff: { duration: '10s', factor: 2, maxDuration: '2m' } }

/** Relative to the path of the source: a commit that changes no file there does not make Argo CD generate and compare the objects. */
const ownPathOnly = { 'argocd.argoproj.io/manifest-generate-paths': '.' }

/** Off also where it is on for all Applications: one object that the server refuses would make the comparison of all fail. */
const comparesLocally = { 'argocd.argoproj.io/compare-options': 'ServerSideDiff=false' }

export const applicationAnnotations = (settings: DeliverySettings) => ({
  ...comparesLocally,
  ...ownPathOnly,
  ...subscription(settings),
})

/** Without an own wave, Argo CD could update the Application first. The project would then refuse a changed destination. */
const beforeApplications = { 'argocd.argoproj.io/sync-wave': '-1' }

/** The objects by which Argo CD syncs an environment. No Application has a finalizer: deleting one does not delete the stack. */
export function argoCD(stack: Stack): readonly KubernetesObject[] {
  const { settings } = stack
  const objects = [project(stack), application(stack)]
  // In a fleet, the ApplicationSet creates an Application for the delivery folder of each environment.
  return settings.central ? objects : [...objects, ...selfDelivery(stack)]
}

/** In a fleet, the cluster Secret has the name of the environment. */
const destinationOf = ({ environment, settings }: Stack) => (settings.central ? { name: environment.name } : ownCluster)

/**
 * Restricts the environment to its repository, its cluster and its namespaces. There it permits all kinds, because Argo CD does
 * not see an object whose kind or namespace is not permitted: it would neither prune nor report what left git.
 */
function project(stack: Stack) {
  const { environment, objects, settings } = stack
  return {
    apiVersion,
    kind: 'AppProject',
    metadata: {
      name: stackName(stack),
      namespace: settings.argoCD.namespace,
      annotations: beforeApplications,
      labels: labelsOf(environment),
    },
    spec: {
      description: `The Thanos stack of ${environment.name}.`,
      sourceRepos: repositoriesOf(settings),
      destinations: namespacesOf(stack).map((namespace) => ({ ...destinationOf(stack), namespace })),
      clusterResourceWhitelist: kindsOf([
        ...clusterScopedKinds,
        ...objects.filter(({ metadata }) => metadata.namespace === undefined),
      ]),
      namespaceResourceWhitelist: [{ group: '*', kind: '*' }],
    },
  }
}

/** The namespaces of components that the base can render, besides that of the stack. */
const componentNamespaces = ['thanos-nodes'] as const

/**
 * The namespaces in which the environment has objects or may have had some: its own, those of its components, and former ones.
 * When a component leaves an environment, the project must still permit its namespace.
 */
function namespacesOf({ environment, objects }: Stack): readonly string[] {
  return [
    ...new Set([
      environment.namespace,
      ...environment.formerNamespaces,
      ...componentNamespaces,
      ...objects.flatMap(({ metadata: { namespace } }) => namespace ?? []),
    ]),
  ]
}

/** The kinds without a namespace that the base can render, so that the last object of a kind is pruned as well. */
export const clusterScopedKinds = [
  { apiVersion: 'v1', kind: 'Namespace' },
  { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole' },
  { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding' },
  { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass' },
] as const

function kindsOf(
  objects: readonly Pick<KubernetesObject, 'apiVersion' | 'kind'>[],
): readonly { group: string; kind: string }[] {
  const found = new Map(
    objects.map(({ apiVersion, kind }) => [`${groupOf(apiVersion)}/${kind}`, { group: groupOf(apiVersion), kind }]),
  )
  return [...found.keys()].sort().map((key) => found.get(key)!)
}

/**
 * The API server itself refuses an unknown field of a server-side apply. Without `Validate=false`, Argo CD also downloads and parses the
 * OpenAPI document of the API group for each object of each sync: half of the processor time of its controller.
 */
const applyOptions = ['ServerSideApply=true', 'Validate=false']

function application(stack: Stack) {
  const { environment, objects, settings } = stack
  const scaled = scaledObjects(objects)
  return {
    apiVersion,
    kind: 'Application',
    metadata: {
      name: stackName(stack),
      namespace: settings.argoCD.namespace,
      annotations: applicationAnnotations(settings),
      labels: labelsOf(environment),
    },
    spec: {
      project: stackName(stack),
      source: sourceOf(settings, `environments/${environment.name}/manifests`),
      destination: { ...destinationOf(stack), namespace: environment.namespace },
      syncPolicy: {
        automated: { prune: true, selfHeal: true },
        syncOptions: [
          ...applyOptions,
          // Old objects are deleted when the new ones are healthy.
          'PruneLast=true',
          // A sync does not set ignored fields. A running sync keeps its options, so the option is set before an autoscaler exists.
          'RespectIgnoreDifferences=true',
        ],
        retry,
      },
      ...(scaled.length > 0
        ? {
            ignoreDifferences: scaled.map(({ apiVersion, kind, name }) => ({
              group: groupOf(apiVersion),
              kind,
              name,
              jsonPointers: ['/spec/replicas'],
            })),
          }
        : {}),
    },
  }
}

/**
 * An Application that syncs the objects above from git, because the AppProject and the Application depend on manifests/. It may
 * create AppProjects and Applications in Argo CD's namespace only.
 */
function selfDelivery({ environment, settings }: Stack) {
  const name = `${stackName({ environment })}-delivery`
  return [
    deliveryProject(name, settings, labelsOf(environment)),
    {
      apiVersion,
      kind: 'Application',
      metadata: {
        name,
        namespace: settings.argoCD.namespace,
        annotations: applicationAnnotations(settings),
        labels: labelsOf(environment),
      },
      spec: deliverySpec(name, `environments/${environment.name}/delivery/argo-cd`, settings),
    },
  ]
}

export const deliveryProject = (
  name: string,
  settings: DeliverySettings,
  labels: Readonly<Record<string, string>>,
) => ({
  apiVersion,
  kind: 'AppProject',
  metadata: { name, namespace: settings.argoCD.namespace, annotations: beforeApplications, labels },
  spec: {
    description: 'The objects by which Argo CD syncs the Thanos stack.',
    sourceRepos: repositoriesOf(settings),
    destinations: [{ ...ownCluster, namespace: settings.argoCD.namespace }],
    namespaceResourceWhitelist: [
      { group: 'argoproj.io', kind: 'AppProject' },
      { group: 'argoproj.io', kind: 'Application' },
    ],
  },
})

/**
 * An AppProject that permits only a new address would end the operation that gives this address to the Applications: it reads the
 * commit from the old address.
 */
const repositoriesOf = ({ repository, formerRepositories }: DeliverySettings) => [repository, ...formerRepositories]

export const deliverySpec = (project: string, path: string, settings: DeliverySettings) => ({
  project,
  source: sourceOf(settings, path),
  destination: { ...ownCluster, namespace: settings.argoCD.namespace },
  syncPolicy: { automated: { prune: true, selfHeal: true }, syncOptions: applyOptions, retry },
})

const sourceOf = ({ repository, branch }: DeliverySettings, path: string) => ({
  repoURL: repository,
  targetRevision: branch,
  path,
})
