import type { DeliveryTool } from '@thanos-gitops/manifest/change'

export const toolName = (tool: DeliveryTool): string => (tool === 'flux' ? 'Flux' : 'Argo CD')

/** `Argo CD`, or `Argo CD and Flux`. */
export const toolNames = (tools: readonly DeliveryTool[]): string =>
  [...new Set(tools)].map(toolName).sort().join(' and ')
