import {
  type Environment,
  Failure,
  type Finding,
  groupOf,
  type KubernetesObject,
  labelOf,
} from '@thanos-gitops/manifest'
import { failure } from './failure.ts'
import { type Kubectl, openContext } from './kubectl.ts'

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
    'Install external-secrets, or set another objectStorage in environment.yaml: https://external-secrets.io/',
  'bitnami.com':
    'Install sealed-secrets, or set another objectStorage in environment.yaml: https://github.com/bitnami-labs/sealed-secrets',
}

/** The annotation of the namespace that names the cluster of its environment. */
const clusterMark = 'thanos-gitops/cluster'

/** kubectl for the cluster of an environment. Throws a Failure if it does not answer or belongs to another environment. */
export async function openCluster(
  environment: Environment,
  context: string | undefined,
): Promise<{ kubectl: Kubectl; version: string; hasNamespace: boolean }> {
  const kubectl = await openContext(context, environment.name)
  const answer = JSON.parse(await kubectl.text(['version', '--output=json'])) as {
    serverVersion: { major: string; minor: string }
  }
  const namespace = await kubectl.get(['namespace', environment.namespace])
  const marked = namespace?.metadata.annotations?.[clusterMark]
  if (marked !== undefined && marked !== environment.cluster)
    throw failure(
      'cluster-wrong',
      `The cluster of context ${kubectl.context} belongs to ${marked}, according to its namespace ${environment.namespace}, and not to ${environment.name}.`,
      'Name the right context with --context. If this cluster changes its role, delete the annotation thanos-gitops/cluster of the namespace.',
    )
  return {
    kubectl,
    version: `${answer.serverVersion.major}.${answer.serverVersion.minor.replace(/\D/g, '')}`,
    hasNamespace: namespace !== undefined,
  }
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
