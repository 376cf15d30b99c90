import {
  type Environment,
  Failure,
  type Finding,
  groupOf,
  type KubernetesObject,
  labelOf,
} from '@thanos-gitops/manifest'
import type { Stack } from './environment.ts'
import { failure } from './failure.ts'
import { type Kubectl, type LiveObject, openContext } from './kubectl.ts'

/** How to install the kinds of a group that is not part of Kubernetes. */
const operators: Readonly<Record<string, string>> = {
  'argoproj.io':
    'Install Argo CD, or choose the other tool with --tool: https://argo-cd.readthedocs.io/en/stable/getting_started/',
  'kustomize.toolkit.fluxcd.io':
    'Install Flux, or choose the other tool with --tool: https://fluxcd.io/flux/installation/',
  'source.toolkit.fluxcd.io':
    'Install Flux, or choose the other tool with --tool: https://fluxcd.io/flux/installation/',
  'objectbucket.io':
    'Install Rook with an object store, or set another objectStorage in environment.yaml: https://rook.io/docs/rook/latest/',
  'external-secrets.io':
    'Install external-secrets, or set another provider in environment.yaml: https://external-secrets.io/',
  'bitnami.com':
    'Install sealed-secrets, or set another provider in environment.yaml: https://github.com/bitnami-labs/sealed-secrets',
  'cert-manager.io':
    'Install cert-manager, or remove tls from environment.yaml: https://cert-manager.io/docs/installation/',
  'monitoring.coreos.com':
    'Install prometheus-operator, or remove operator-monitors from environment.yaml: https://prometheus-operator.dev/',
  'autoscaling.k8s.io':
    'Install the Vertical Pod Autoscaler, or remove verticalPodAutoscalers from environment.yaml: https://github.com/kubernetes/autoscaler/tree/master/vertical-pod-autoscaler',
  'keda.sh': 'Install KEDA, or remove by: keda from environment.yaml: https://keda.sh/docs/latest/deploy/',
  'gateway.networking.k8s.io':
    'Install a controller of the Gateway API, or set ingressClass instead of gateway in access of environment.yaml: https://gateway-api.sigs.k8s.io/',
}

/** The annotation of the namespace that names the cluster of its environment. */
const clusterMark = 'thanos-gitops/cluster'

/** kubectl for the cluster of an environment. Throws a Failure if it does not answer or belongs to another environment. */
export async function openCluster(
  environment: Environment,
  context: string | undefined,
): Promise<{ kubectl: Kubectl; version: string; hasNamespace: boolean; namespace: LiveObject | undefined }> {
  const kubectl = await openContext(context, environment.name)
  const version = await serverVersion(kubectl)
  const namespace = await kubectl.get(['namespace', environment.namespace])
  if (namespace !== undefined) requireOwnNamespace(environment, kubectl.context, namespace)
  return { kubectl, version, hasNamespace: namespace !== undefined, namespace }
}

/** `1.36` */
export async function serverVersion(kubectl: Kubectl): Promise<string> {
  const { serverVersion } = JSON.parse(await kubectl.text(['version', '--output=json'])) as {
    serverVersion: { major: string; minor: string }
  }
  return `${serverVersion.major}.${serverVersion.minor.replace(/\D/g, '')}`
}

/** Throws a Failure if the namespace belongs to another environment: by its annotation, or by the mark of the tool that syncs it. */
export function requireOwnNamespace({ name, cluster }: Environment, context: string, namespace: LiveObject): void {
  const { name: namespaceName, annotations = {} } = namespace.metadata
  const marked = annotations[clusterMark]
  if (marked !== undefined && marked !== cluster)
    throw failure(
      'cluster-wrong',
      `The cluster of context ${context} belongs to ${marked}, according to its namespace ${namespaceName}, and not to ${name}.`,
      'Name the right context with --context. If this cluster changes its role, delete the annotation thanos-gitops/cluster of the namespace.',
    )
  const syncedBy = environmentOf(namespace)
  if (syncedBy !== undefined && syncedBy !== name)
    throw failure(
      'cluster-wrong',
      `The cluster of context ${context} belongs to ${syncedBy}, whose delivery objects sync its namespace ${namespaceName}, and not to ${name}.`,
      `Name the right context with --context. If this cluster changes its role, delete the delivery objects of ${syncedBy} and the marks of the tool on the namespace.`,
    )
}

/** The environment whose delivery objects apply an object of a cluster, by the mark of Argo CD or Flux. */
export function environmentOf({ metadata: { labels = {}, annotations = {} } }: LiveObject): string | undefined {
  const tracked = /^thanos-([^:]+):/.exec(annotations['argocd.argoproj.io/tracking-id'] ?? '')?.[1]
  return tracked ?? /^thanos-(.+)-(configuration|data|queries|wave-\d+)$/.exec(labels[fluxName] ?? '')?.[1]
}

const fluxName = 'kustomize.toolkit.fluxcd.io/name'

/** kubectl for the cluster with the delivery objects: that of the environment, unless the tool is central. */
export async function openHub(
  { environment, settings }: Pick<Stack, 'environment' | 'settings'>,
  cluster: Kubectl,
  hub: string | undefined,
): Promise<Kubectl> {
  if (settings?.central !== true) {
    if (hub === undefined) return cluster
    throw failure(
      'usage-error',
      '--hub is for a central tool, and environments/delivery.yaml does not set central: true.',
      'Leave --hub out, or set central: true and render.',
    )
  }
  if (hub !== undefined) return openContext(hub, environment.name)
  throw failure(
    'usage-error',
    'environments/delivery.yaml sets central: true, so that the delivery objects are in the cluster with the central tool.',
    'Name its kubectl context with --hub.',
  )
}

/** Throws a Failure if the cluster has another Kubernetes version than the manifests were validated for. */
export function requireVersion({ name, kubernetesVersion }: Environment, context: string, version: string): void {
  if (version !== kubernetesVersion)
    throw failure(
      'cluster-version',
      `The cluster of context ${context} has Kubernetes ${version}, and ${name} is rendered for ${kubernetesVersion}.`,
      `Check the context. If it is right, set kubernetesVersion: "${version}" in environments/${name}/environment.yaml and render.`,
    )
}

/** Throws a Failure with each kind that the API server does not serve, and how to install it. */
export async function requireKinds(kubectl: Kubectl, objects: readonly KubernetesObject[]): Promise<void> {
  const findings: Finding[] = []
  for (const apiVersion of [...new Set(objects.map((object) => object.apiVersion))].sort()) {
    const served = await kubectl.servedKinds(apiVersion)
    const missing = objects.filter((object) => object.apiVersion === apiVersion && !served.includes(object.kind))
    if (missing.length > 0)
      findings.push({
        code: 'crd-missing',
        severity: 'error',
        message: `The cluster of context ${kubectl.context} does not serve ${[...new Set(missing.map(({ kind }) => kind))].join(', ')} of ${apiVersion}, which ${labelOf(missing[0]!)} needs.`,
        remedy:
          operators[groupOf(apiVersion)] ?? 'Check whether the cluster has the Kubernetes version of environment.yaml.',
      })
  }
  if (findings.length > 0) throw new Failure(findings)
}
