import type { SendRequest } from '../api-client.ts'

export interface NodeName {
  readonly name: string
  readonly zone: string
}

const zones = ['zone-a', 'zone-b', 'zone-c']

/** Nodes in three zones: the strictest anti-affinity of a stack has a node for one more pod of each zone. */
export const threeZones: readonly NodeName[] = zones.flatMap((zone) =>
  ['1', '2', '3'].map((number) => ({ name: `node-${zone.slice(-1)}${number}`, zone })),
)

const room = { cpu: '256', memory: '2Ti', pods: '500' }

/** Creates nodes that are ready. The controller of nodes must not wait for heartbeats: nothing sends them. */
export async function createNodes(send: SendRequest, nodes: readonly NodeName[]): Promise<void> {
  for (const { name, zone } of nodes) {
    const labels = {
      'kubernetes.io/hostname': name,
      'kubernetes.io/os': 'linux',
      'kubernetes.io/arch': 'amd64',
      'topology.kubernetes.io/zone': zone,
    }
    await send('POST', '/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name, labels } })
    // The server adds a taint to each new node, which only a controller of all nodes removes.
    await send('PATCH', `/api/v1/nodes/${name}`, { spec: { taints: null } }, 'application/merge-patch+json')
    await send(
      'PATCH',
      `/api/v1/nodes/${name}/status`,
      { status: readyNode() },
      'application/strategic-merge-patch+json',
    )
  }
}

function readyNode(): object {
  const now = new Date().toISOString()
  const times = { lastHeartbeatTime: now, lastTransitionTime: now }
  return {
    capacity: room,
    allocatable: room,
    conditions: [{ type: 'Ready', status: 'True', reason: 'Simulated', message: '', ...times }],
  }
}
