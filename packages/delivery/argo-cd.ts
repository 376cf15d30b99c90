import { groupOf, type KubernetesObject } from '@thanos-gitops/manifest'
import type { DeliverySettings } from './settings.ts'
import { labels, type Stack, scaledObjects, stackName } from './stack.ts'

const apiVersion = 'argoproj.io/v1alpha1'
const ownCluster = { server: 'https://kubernetes.default.svc' }

/** A failed sync is retried five times. The last retry is 8 minutes after the one before. */
const retry = { limit: 5, backoff: { duration: '30s', factor: 2, maxDuration: '10m' } }

/** The objects by which Argo CD syncs an environment. No Application has a finalizer: deleting one does not delete the stack. */
export function argoCD(stack: Stack): readonly KubernetesObject[] {
  const { settings } = stack
  const objects = [project(stack), application(stack)]
  // In a fleet, the ApplicationSet creates an Application for the delivery folder of each environment.
  return settings.central ? objects : [...objects, ...selfDelivery(stack)]
}

/** In a fleet, the cluster Secret has the name of the environment. */
const destinationOf = ({ environment, settings }: Stack) => (settings.central ? { name: environment.name } : ownCluster)

/** Restricts the environment to its repository, its cluster, its namespace, and the kinds that it renders. */
function project(stack: Stack) {
  const { environment, objects, settings } = stack
  return {
    apiVersion,
    kind: 'AppProject',
    metadata: { name: stackName(stack), namespace: settings.argoCD.namespace, labels },
    spec: {
      description: `The Thanos stack of ${environment.name}. Its kinds are those of environments/${environment.name}/manifests.`,
      sourceRepos: [settings.repository],
      destinations: [{ ...destinationOf(stack), namespace: environment.namespace }],
      clusterResourceWhitelist: kindsOf(objects.filter(({ metadata }) => metadata.namespace === undefined)),
      namespaceResourceWhitelist: kindsOf(objects.filter(({ metadata }) => metadata.namespace !== undefined)),
    },
  }
}

function kindsOf(objects: readonly KubernetesObject[]): readonly { group: string; kind: string }[] {
  const found = new Map(
    objects.map(({ apiVersion, kind }) => [`${groupOf(apiVersion)}/${kind}`, { group: groupOf(apiVersion), kind }]),
  )
  return [...found.keys()].sort().map((key) => found.get(key)!)
}

function application(stack: Stack) {
  const { environment, objects, settings } = stack
  const scaled = scaledObjects(objects)
  return {
    apiVersion,
    kind: 'Application',
    metadata: {
      name: stackName(stack),
      namespace: settings.argoCD.namespace,
      // The API server computes the difference, so that its defaults are not reported as one.
      annotations: { 'argocd.argoproj.io/compare-options': 'ServerSideDiff=true' },
      labels,
    },
    spec: {
      project: stackName(stack),
      source: sourceOf(settings, `environments/${environment.name}/manifests`),
      destination: { ...destinationOf(stack), namespace: environment.namespace },
      syncPolicy: {
        automated: { prune: true, selfHeal: true },
        syncOptions: [
          'ServerSideApply=true',
          // Old objects are deleted when the new ones are healthy.
          'PruneLast=true',
          // Without it, a sync overwrites the ignored differences.
          ...(scaled.length > 0 ? ['RespectIgnoreDifferences=true'] : []),
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
 * An Application that syncs the objects above from git, because a new kind in manifests/ must be added to the AppProject. It may
 * create AppProjects and Applications in Argo CD's namespace only.
 */
function selfDelivery({ environment, settings }: Stack) {
  const name = `${stackName({ environment })}-delivery`
  return [
    deliveryProject(name, settings),
    {
      apiVersion,
      kind: 'Application',
      metadata: { name, namespace: settings.argoCD.namespace, labels },
      spec: deliverySpec(name, `environments/${environment.name}/delivery/argo-cd`, settings),
    },
  ]
}

export const deliveryProject = (name: string, { repository, argoCD: { namespace } }: DeliverySettings) => ({
  apiVersion,
  kind: 'AppProject',
  metadata: { name, namespace, labels },
  spec: {
    description: 'The objects by which Argo CD syncs the Thanos stack.',
    sourceRepos: [repository],
    destinations: [{ ...ownCluster, namespace }],
    namespaceResourceWhitelist: [
      { group: 'argoproj.io', kind: 'AppProject' },
      { group: 'argoproj.io', kind: 'Application' },
    ],
  },
})

export const deliverySpec = (project: string, path: string, settings: DeliverySettings) => ({
  project,
  source: sourceOf(settings, path),
  destination: { ...ownCluster, namespace: settings.argoCD.namespace },
  syncPolicy: { automated: { prune: true, selfHeal: true }, syncOptions: ['ServerSideApply=true'], retry },
})

const sourceOf = ({ repository, branch }: DeliverySettings, path: string) => ({
  repoURL: repository,
  targetRevision: branch,
  path,
})
