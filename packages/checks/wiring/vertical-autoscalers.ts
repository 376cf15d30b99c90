import { listOf, type Mapping, mappingOf, stringOf } from '@thanos-gitops/manifest'
import type { Container } from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'
import { type Autoscaler, autoscalersIn } from './autoscalers.ts'

/** What a vertical autoscaler may do with a container, or with all others: `containerName: '*'`. */
export interface ContainerPolicy {
  readonly fields: Mapping
  readonly containerName: string | undefined
  readonly pointer: string
}

export const containerPoliciesOf = ({ spec }: Autoscaler): readonly ContainerPolicy[] =>
  listOf(mappingOf(spec.resourcePolicy).containerPolicies).map((policy, index) => {
    const fields = mappingOf(policy)
    return {
      fields,
      containerName: stringOf(fields.containerName),
      pointer: `/spec/resourcePolicy/containerPolicies/${index}`,
    }
  })

/** Whether a vertical autoscaler changes requests. With `updateMode: Off`, it only recommends. */
export const changesRequests = ({ spec }: Autoscaler): boolean => mappingOf(spec.updatePolicy).updateMode !== 'Off'

const byDefault = ['cpu', 'memory']

/** The resources whose requests a policy lets an autoscaler change. */
const controlledBy = ({ mode, controlledResources }: Mapping): readonly string[] =>
  mode === 'Off' ? [] : controlledResources === undefined ? byDefault : listOf(controlledResources).map(String)

/** The resources whose requests a vertical autoscaler changes in any container. */
export function changedResources(autoscaler: Autoscaler): readonly string[] {
  if (!changesRequests(autoscaler)) return []
  const policies = containerPoliciesOf(autoscaler)
  const found = policies.flatMap(({ fields }) => controlledBy(fields))
  // Containers without a policy have the default.
  const isComplete = policies.some(({ containerName }) => containerName === '*')
  return [...new Set(isComplete ? found : [...found, ...byDefault])]
}

/** The vertical autoscaler that changes a request of a container in its pods; undefined if the manifests set it. */
export function ownerOfRequest(context: CheckContext, container: Container, resource: string): Autoscaler | undefined {
  const { kind, name, namespace } = container.workload
  return autoscalersIn(context).find((autoscaler) => {
    const { object, isVertical, targetKind, targetName } = autoscaler
    if (!isVertical || targetKind !== kind || targetName !== name || context.namespaceOf(object) !== namespace)
      return false
    if (!changesRequests(autoscaler)) return false
    const policies = containerPoliciesOf(autoscaler)
    const policy =
      policies.find(({ containerName }) => containerName === container.name) ??
      policies.find(({ containerName }) => containerName === '*')
    return controlledBy(policy?.fields ?? {}).includes(resource)
  })
}
