import type { KubernetesObject } from '@thanos-gitops/manifest'
import { waveNameOf } from './flux-waves.ts'
import { stackName } from './stack.ts'

/** The names of the delivery objects of an environment. */
export interface StackNames {
  /** Argo CD's Application. */
  readonly application: string
  /** Flux's GitRepository. */
  readonly source: string
  /** Flux's Kustomization that applies an object: there is one for each wave. */
  readonly kustomizationOf: (object: KubernetesObject) => string
}

export function stackNames(environment: string): StackNames {
  const name = stackName({ environment: { name: environment } })
  return {
    application: name,
    source: name,
    kustomizationOf: (object) => kustomizationName(environment, waveNameOf(object)),
  }
}

/** @param wave its name, such as `configuration` */
export const kustomizationName = (environment: string, wave: string): string =>
  `${stackName({ environment: { name: environment } })}-${wave}`
