import type { KubernetesObject } from '@thanos-gitops/manifest'
import type { DeliveryTool } from '@thanos-gitops/manifest/change'
import type { DeliveryStates } from '../delivery/state.ts'
import { autoscalerOf, type ManifestSet } from '../manifest-set.ts'
import { syncWave } from '../order.ts'

interface Sides {
  readonly sides: { readonly after: ManifestSet }
  readonly states: DeliveryStates
}

/**
 * The autoscaler whose number of replicas a tool keeps, whatever git contains: the tool writes the live value of a field that its own
 * object ignores. That object is updated by the same commit, before later waves are applied; for the first wave, the order is open.
 */
export function keptScaler(
  tool: DeliveryTool,
  before: KubernetesObject,
  after: KubernetesObject,
  { sides, states }: Sides,
): KubernetesObject | undefined {
  if (states.after?.ignoresReplicas(tool, after) !== true) return undefined
  const isKept = states.before?.ignoresReplicas(tool, before) === true || syncWave(after) > 0
  return isKept ? autoscalerOf(sides.after, after) : undefined
}
