// A central tool reaches the cluster of an environment with a Secret in the cluster where it runs.
import type { DeliverySettings } from '../environment.ts'
import { failure } from '../failure.ts'
import type { DeliveryTool } from '../fields/managers.ts'
import type { Kubectl, LiveObject } from '../kubectl.ts'

interface Secret extends LiveObject {
  readonly data?: Readonly<Record<string, string>>
}

/** Throws a Failure if the central tool does not have the cluster of an environment. */
export async function requireDestination(
  hub: Kubectl,
  environment: string,
  tool: DeliveryTool,
  settings: DeliverySettings,
  context: string,
): Promise<void> {
  if (tool === 'flux') return requireKubeconfig(hub, environment, settings.flux.namespace, context)
  const namespace = settings.argoCD.namespace
  const secrets = await hub.list([
    'secrets',
    `--namespace=${namespace}`,
    '--selector=argocd.argoproj.io/secret-type=cluster',
  ])
  const names = clusterNames(secrets)
  if (names.includes(environment)) return
  throw failure(
    'destination-missing',
    `Argo CD at context ${hub.context} has no cluster with the name ${environment}. It has ${names.length > 0 ? names.join(', ') : 'none'}.`,
    `Register the cluster: argocd cluster add ${context} --name ${environment}`,
  )
}

async function requireKubeconfig(hub: Kubectl, environment: string, namespace: string, context: string): Promise<void> {
  const name = `${environment}-kubeconfig`
  const secret: Secret | undefined = await hub.get(['secret', name, `--namespace=${namespace}`])
  const keys = Object.keys(secret?.data ?? {})
  if (keys.includes('value') || keys.includes('value.yaml')) return
  throw failure(
    'destination-missing',
    secret === undefined
      ? `Flux at context ${hub.context} has no Secret ${name} in namespace ${namespace}.`
      : `The Secret ${name} in namespace ${namespace} of context ${hub.context} has no key value, which contains the kubeconfig.`,
    `Create it from a kubeconfig for the cluster of context ${context}, which contains a token or a certificate and no program that Flux lacks: kubectl --context ${hub.context} --namespace ${namespace} create secret generic ${name} --from-file=value=KUBECONFIG_FILE`,
  )
}

/** The names by which Argo CD has its clusters. */
export const clusterNames = (secrets: readonly Secret[]): readonly string[] =>
  secrets
    .flatMap(({ data = {} }) => (data.name === undefined ? [] : [Buffer.from(data.name, 'base64').toString()]))
    .sort()
