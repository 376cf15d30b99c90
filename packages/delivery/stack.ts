import type { Environment, KubernetesObject } from '@thanos-gitops/manifest'
import type { DeliverySettings } from './settings.ts'

/** A rendered environment: the input of its delivery objects. */
export interface Stack {
  readonly environment: Environment
  readonly objects: readonly KubernetesObject[]
  readonly settings: DeliverySettings
}

/** The name of the delivery objects of an environment. The objects of all environments can be in one cluster. */
export const stackName = ({ environment }: { readonly environment: Pick<Environment, 'name'> }): string =>
  `thanos-${environment.name}`

export const labels = { 'app.kubernetes.io/part-of': 'thanos' }

/** The label by which scripts find the delivery objects of an environment, of both tools. */
export const environmentLabel = 'thanos-gitops/environment'

export const labelsOf = ({ name }: Pick<Environment, 'name'>) => ({ ...labels, [environmentLabel]: name })

/** A workload whose replicas an autoscaler sets. */
export interface ScaleTarget {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
}

/** The workloads with an autoscaler, whose replicas a sync must not set. */
export function scaledObjects(objects: readonly KubernetesObject[]): readonly ScaleTarget[] {
  const autoscalers = objects.filter((object): object is Autoscaler => autoscalerKinds.includes(object.kind))
  return autoscalers.map(({ spec: { scaleTargetRef: target } }) => ({
    // KEDA has these defaults.
    apiVersion: target.apiVersion ?? 'apps/v1',
    kind: target.kind ?? 'Deployment',
    name: target.name,
  }))
}

const autoscalerKinds = ['HorizontalPodAutoscaler', 'ScaledObject']

interface Autoscaler extends KubernetesObject {
  readonly spec: { readonly scaleTargetRef: Partial<ScaleTarget> & Pick<ScaleTarget, 'name'> }
}
