import type { KubernetesObject } from '@thanos-gitops/manifest'
import type { ApplyMode } from '@thanos-gitops/manifest/change'
import type { Delivery } from './context.ts'
import { hasSyncOption } from './prune.ts'

export interface DeliveryOptions {
  /** The tools that apply the objects. Defaults to both. */
  readonly delivery?: 'argo-cd' | 'flux' | 'both'
  /**
   * How Argo CD applies objects whose annotations do not set it. Defaults to `client-side`, which is Argo CD's own default. Flux
   * always applies server-side.
   */
  readonly argoCdApplies?: ApplyMode
}

export function deliveriesIn({
  delivery = 'both',
  argoCdApplies = 'client-side',
}: DeliveryOptions): readonly Delivery[] {
  const flux: Delivery = { tool: 'flux', mode: 'server-side' }
  const argoCd: Delivery = { tool: 'argo-cd', mode: argoCdApplies }
  if (delivery === 'both') return [flux, argoCd]
  return delivery === 'flux' ? [flux] : [argoCd]
}

/** How the tools of an environment write this object: its annotations override the options of the application. */
export function deliveriesOf(object: KubernetesObject, delivery: readonly Delivery[]): readonly Delivery[] {
  return delivery.map(({ tool, mode }) => {
    if (tool === 'flux') return { tool, mode: 'server-side' }
    // Replace overrides ServerSideApply.
    if (hasSyncOption(object, 'Replace=true')) return { tool, mode: 'replace' }
    if (hasSyncOption(object, 'ServerSideApply=true')) return { tool, mode: 'server-side' }
    if (hasSyncOption(object, 'ServerSideApply=false')) return { tool, mode: 'client-side' }
    return { tool, mode }
  })
}
