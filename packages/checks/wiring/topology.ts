import type { SourcedObject } from '@thanos-gitops/manifest'
import type { Topology, TopologyEdge, TopologyNode } from '@thanos-gitops/manifest/topology'
import type { Workload } from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'
import { type ContextInput, createContext } from '../engine/context.ts'
import { listenersOf } from '../engine/listeners.ts'
import { entryConnections } from './entry-connections.ts'
import type { ConnectedPods } from './network-policy.ts'
import { outsideConnections } from './outside-connections.ts'
import { requiredConnections } from './required-connections.ts'

/** Who connects to whom: each workload of some manifests, and the connections that their configuration needs. */
export const topologyOf = (objects: readonly SourcedObject[], options: Omit<ContextInput, 'objects'>): Topology =>
  topologyIn(createContext({ objects, ...options }))

export function topologyIn(context: CheckContext): Topology {
  const nodes = new Map<string, TopologyNode>()
  const edges = new Map<string, TopologyEdge>()
  const add = (node: TopologyNode): string => {
    nodes.set(node.id, nodes.get(node.id) ?? node)
    return node.id
  }
  const connect = (edge: Omit<TopologyEdge, 'requirements'>, requirement: string): void => {
    const key = JSON.stringify([edge.from, edge.to, edge.ports, edge.transport, edge.purpose])
    const known = edges.get(key)?.requirements ?? []
    edges.set(key, { ...edge, requirements: known.includes(requirement) ? known : [...known, requirement] })
  }

  for (const workload of context.workloads) add(podsNode(workload))
  for (const { connection, requirement, isScrape = false } of requiredConnections(context)) {
    const { source, destination, port, protocol: transport } = connection
    connect(
      {
        from: add(podsNode(source)),
        to: add(podsNode(destination)),
        ports: [port],
        transport: transport === 'UDP' ? 'UDP' : 'TCP',
        ...protocolAt(context, destination, port),
        purpose: isScrape ? 'scrape' : 'request',
      },
      requirement,
    )
  }
  for (const { entry, workload, port, requirement } of entryConnections(context))
    connect(
      {
        from: add(entryNode(context, entry)),
        to: add(podsNode(workload)),
        ports: [port],
        transport: 'TCP',
        ...protocolAt(context, workload, port),
        purpose: 'request',
      },
      requirement,
    )
  for (const [workload, connections] of outsideConnections(context))
    for (const { peer, title, ports } of connections)
      connect(
        {
          from: add(podsNode(workload)),
          to: add({ id: `outside/${peer}`, type: 'outside', name: peer }),
          ports,
          transport: 'TCP',
          purpose: 'request',
        },
        title,
      )
  return {
    nodes: [...nodes.values()].sort((a, b) => compare(a.id, b.id)),
    edges: [...edges.entries()].sort(([a], [b]) => compare(a, b)).map(([, edge]) => edge),
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const podsNode = ({ kind, name, namespace, ...pods }: ConnectedPods & Partial<Pick<Workload, 'replicas'>>) =>
  ({
    id: `${kind}/${namespace}/${name}`,
    type: 'workload',
    kind,
    name,
    ...(namespace === '' ? {} : { namespace }),
    ...(pods.replicas === undefined ? {} : { replicas: pods.replicas }),
  }) satisfies TopologyNode

function entryNode(context: CheckContext, object: SourcedObject): TopologyNode {
  const { kind, metadata } = object.object
  const namespace = context.namespaceOf(object)
  return {
    id: `${kind}/${namespace}/${metadata.name}`,
    type: 'entry',
    kind,
    name: metadata.name,
    ...(namespace === '' ? {} : { namespace }),
  }
}

/** What a known program understands at a port, or what the name of the container port states. */
function protocolAt(context: CheckContext, workload: Workload, port: number): Pick<TopologyEdge, 'protocol'> {
  const listener = listenersOf(context, workload).find((one) => one.port === port)
  if (listener !== undefined) return { protocol: listener.protocol }
  const named = workload.containers
    .flatMap(({ ports }) => ports)
    .find(({ containerPort, name }) => containerPort === port && name !== undefined)
  const prefix = /^(https?|grpc)(?![a-z])/.exec(named?.name ?? '')?.[1]
  return prefix === undefined ? {} : { protocol: prefix === 'grpc' ? 'gRPC' : prefix.toUpperCase() }
}
