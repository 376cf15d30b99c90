// The topology of an environment as a picture: dagre computes where nodes and lines are.
import { type EdgeLabel, Graph, layout, type NodeLabel, type Point } from '@dagrejs/dagre'
import type { Topology, TopologyEdge } from '@thanos-gitops/manifest/topology'
import type { PictureEdge, StoredPicture } from '../stored.ts'

/** Pixels of the font that the page uses in the picture. */
const characterWidth = 7.2
const nodeHeight = 44
const lineHeight = 14

interface DrawnEdge {
  readonly from: string
  readonly to: string
  readonly edges: readonly TopologyEdge[]
  readonly lines: readonly string[]
}

export function pictureOf({ nodes, edges }: Topology): StoredPicture {
  const graph = new Graph({ multigraph: false })
  graph.setGraph({ rankdir: 'LR', nodesep: 18, ranksep: 56, edgesep: 14, marginx: 12, marginy: 12 })
  graph.setDefaultEdgeLabel(() => ({}))
  const drawn = drawnEdges(edges)
  const connected = new Set(drawn.flatMap(({ from, to }) => [from, to]))
  for (const { id, name } of nodes) graph.setNode(id, { width: nodeWidth(name), height: nodeHeight })
  for (const { from, to, lines } of drawn)
    graph.setEdge(from, to, {
      width: Math.max(0, ...lines.map((line) => line.length)) * (characterWidth * 0.84) + 8,
      height: lines.length * lineHeight + 4,
      labelpos: 'c',
    })
  // Without a line, dagre would put nodes into one column of their own: a second graph has them below.
  for (const { id } of nodes) if (!connected.has(id)) graph.removeNode(id)
  layout(graph)
  const { width = 0, height = 0 } = graph.graph()
  const isolated = nodes.filter(({ id }) => !connected.has(id))
  const rows = placedInRows(isolated, Math.max(width, 640), connected.size === 0 ? 0 : height)
  const positions = new Map(nodes.map(({ id }, index) => [id, index]))
  return {
    width: Math.ceil(Math.max(width, rows.width)),
    height: Math.ceil(Math.max(height, rows.height)),
    nodes: nodes.map((node) => {
      const place = connected.has(node.id) ? (graph.node(node.id) as Required<NodeLabel>) : rows.places.get(node.id)!
      return { ...node, x: round(place.x), y: round(place.y), width: round(place.width), height: place.height }
    }),
    edges: edges.map((edge): PictureEdge => {
      const line = graph.edge(edge.from, edge.to) as EdgeLabel | undefined
      const isDrawn = drawn.some((one) => one.edges.includes(edge))
      return {
        from: positions.get(edge.from)!,
        to: positions.get(edge.to)!,
        text: edgeText(edge),
        purpose: edge.purpose,
        requirements: edge.requirements,
        ...(isDrawn && line?.points !== undefined
          ? {
              points: line.points.map(({ x, y }: Point): [number, number] => [round(x), round(y)]),
              label: [round(line.x ?? 0), round(line.y ?? 0)] as const,
            }
          : {}),
      }
    }),
  }
}

/** The second line has the kind and the number of pods: `Deployment × 2`. */
const nodeWidth = (name: string): number => Math.max(124, name.length * characterWidth + 28)

const round = (value: number): number => Math.round(value * 10) / 10

/** `gRPC 10901`, `TCP 3100`, `443 or 6443` */
export function edgeText({ ports, protocol, transport }: TopologyEdge): string {
  const name = protocol ?? (transport === 'UDP' ? 'UDP' : '')
  const numbers = ports.join(' or ')
  const suffix = protocol !== undefined && transport === 'UDP' ? ' UDP' : ''
  return `${name} ${numbers}${suffix}`.trim()
}

/**
 * One line for all connections between two nodes. A connection of pods to each other has none, and a scrape only if a node has no
 * other connection: Prometheus scrapes every workload.
 */
function drawnEdges(edges: readonly TopologyEdge[]): readonly DrawnEdge[] {
  const others = edges.filter(({ from, to }) => from !== to)
  const connected = new Set(others.filter(({ purpose }) => purpose === 'request').flatMap(({ from, to }) => [from, to]))
  const drawn = others.filter(({ purpose, to }) => purpose === 'request' || !connected.has(to))
  return [...Map.groupBy(drawn, ({ from, to }) => `${from} ${to}`).values()].map((edgesBetween) => ({
    from: edgesBetween[0]!.from,
    to: edgesBetween[0]!.to,
    edges: edgesBetween,
    lines: [...new Set(edgesBetween.map(edgeText))].filter((text) => text !== ''),
  }))
}

interface Place {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

function placedInRows(
  nodes: readonly { readonly id: string; readonly name: string }[],
  width: number,
  top: number,
): { readonly places: ReadonlyMap<string, Place>; readonly width: number; readonly height: number } {
  const places = new Map<string, Place>()
  const gap = 18
  let x = 12
  let y = top + gap
  let right = 0
  for (const { id, name } of nodes) {
    const own = nodeWidth(name)
    if (x + own > width && x > 12) {
      x = 12
      y += nodeHeight + gap
    }
    places.set(id, { x: x + own / 2, y: y + nodeHeight / 2, width: own, height: nodeHeight })
    x += own + gap
    right = Math.max(right, x)
  }
  return { places, width: right, height: nodes.length === 0 ? 0 : y + nodeHeight + 12 }
}
