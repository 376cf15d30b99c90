import { loadStack } from '../../environment.ts'
import type { DeliveryRig, ToolRequest } from '../delivery-rig.ts'
import type { PartContext } from '../part.ts'

/** The requests of a reconciliation that changes nothing. */
export async function measureReconciliation(rig: DeliveryRig, report: PartContext['report']): Promise<void> {
  const { manifests } = await loadStack(rig.clone, rig.environment)
  const mark = rig.requests.mark()
  await rig.reconcile()
  const requests = rig.requests.since(mark)
  const name = `API requests of a reconciliation without a change (${manifests.length} objects)`
  report({
    title: `a reconciliation: ${requestsText(requests)}`,
    problems: [],
    figures: { [name]: String(requests.length) },
  })
}

/** `87 requests: 40 patch, 30 get, …` */
export function requestsText(requests: readonly ToolRequest[]): string {
  const byVerb = [...Map.groupBy(requests, ({ verb }) => verb)]
    .map(([verb, { length }]) => ({ verb, length }))
    .sort((a, b) => b.length - a.length)
  const parts = byVerb.map(({ verb, length }) => `${length} ${verb}`)
  return `${requests.length} requests${parts.length === 0 ? '' : `: ${parts.join(', ')}`}`
}
