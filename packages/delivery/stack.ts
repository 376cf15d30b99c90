import type { Environment, KubernetesObject } from '@thanos-gitops/manifest'
import type { DeliverySettings } from './settings.ts'

/** An environment with what was rendered for it: all that its delivery objects follow from. */
export interface Stack {
  readonly environment: Environment
  readonly objects: readonly KubernetesObject[]
  readonly settings: DeliverySettings
}

/** What an environment's delivery objects are called: those of all environments may be in one cluster. */
export const stackName = ({ environment }: { readonly environment: Pick<Environment, 'name'> }): string =>
  `thanos-${environment.name}`

export const labels = { 'app.kubernetes.io/part-of': 'thanos' }

/** A workload whose replicas a HorizontalPodAutoscaler decides. */
export interface ScaleTarget {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
}

/** Git's number of replicas would undo the autoscaler's at each sync. */
export function scaledObjects(objects: readonly KubernetesObject[]): readonly ScaleTarget[] {
  const autoscalers = objects.filter((object): object is Autoscaler => object.kind === 'HorizontalPodAutoscaler')
  return autoscalers.map(({ spec }) => spec.scaleTargetRef)
}

interface Autoscaler extends KubernetesObject {
  readonly spec: { readonly scaleTargetRef: ScaleTarget }
}
