import type { KubernetesObject } from '@thanos-gitops/manifest'
import { waveNameOf } from './flux-waves.ts'
import type { DeliverySettings } from './settings.ts'
import { stackName } from './stack.ts'

/** The names of the delivery objects of an environment, and where they are. */
export interface StackNames {
  /** The kubectl context of the cluster of the environment. By default, scripts use the context with the name of the environment. */
  readonly context: string
  /** The kubectl context of the cluster where the tools run. `HUB`, which a person replaces, if one tool serves all clusters. */
  readonly toolContext: string
  readonly argoCDNamespace: string
  readonly fluxNamespace: string
  /** Argo CD's Application. */
  readonly application: string
  /** Flux's GitRepository. */
  readonly source: string
  /** Flux's Kustomization that applies an object: there is one for each wave. */
  readonly kustomizationOf: (object: KubernetesObject) => string
}

/** @param settings none if the repository has no `environments/delivery.yaml` */
export function stackNames(environment: string, settings?: DeliverySettings): StackNames {
  const name = stackName({ environment: { name: environment } })
  return {
    context: environment,
    toolContext: settings?.central === true ? 'HUB' : environment,
    argoCDNamespace: settings?.argoCD.namespace ?? 'argocd',
    fluxNamespace: settings?.flux.namespace ?? 'flux-system',
    application: name,
    source: name,
    kustomizationOf: (object) => kustomizationName(environment, waveNameOf(object)),
  }
}

/** @param wave its name, such as `configuration` */
export const kustomizationName = (environment: string, wave: string): string =>
  `${stackName({ environment: { name: environment } })}-${wave}`
