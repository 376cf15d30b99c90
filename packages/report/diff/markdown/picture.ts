import type { DeliveredChange, NamedDiff, RolloutClass } from '@thanos-gitops/manifest/change'
import type { Topology, TopologyNode } from '@thanos-gitops/manifest/topology'
import { changedWorkloads, drawnDiff } from '../drawn-diff.ts'
import { text } from './escape.ts'

/** More nodes are not readable in a comment. */
const mostNodes = 12

/** The white text is readable on each color, and each color on a white and on a dark page. */
export const styles = {
  bad: { fill: '#cf222e', stroke: '#82071e', legend: 'Red: refused, deletes data, or stops serving.' },
  restart: { fill: '#9a6700', stroke: '#4d2d00', legend: 'Brown: pods restart, or a protection changes.' },
  mild: { fill: '#0969da', stroke: '#033d8b', legend: 'Blue: changes without a restart.' },
} as const

const styleOf: Readonly<Record<RolloutClass, keyof typeof styles>> = {
  none: 'mild',
  'in-place': 'mild',
  reload: 'mild',
  scale: 'mild',
  restart: 'restart',
  recreate: 'restart',
  risk: 'restart',
  refused: 'bad',
  'data-loss': 'bad',
  outage: 'bad',
}

/**
 * The workloads of one environment and who sends requests to whom, as a flowchart of Mermaid: what changes is colored. Empty if fewer than
 * two workloads change, if the connections are not known, and if the picture would have too many nodes.
 */
export function picture(diffs: readonly NamedDiff[]): readonly string[] {
  const diff = drawnDiff(diffs.filter(({ topology }) => topology !== undefined))
  if (diff?.topology === undefined) return []
  const changes = new Map(changedWorkloads(diff).map((object) => [keyOf(object), object]))
  const nodes = shownNodes(diff.topology, changes)
  if (nodes.length < 2) return []
  const names = new Map(nodes.map(({ id }, index) => [id, `n${index}`]))
  const used = new Set([...changes.values()].map((object) => styleOf[object.class]))
  const kept = Object.entries(styles).filter(([name]) => used.has(name as keyof typeof styles))
  const lines = [
    'flowchart LR',
    ...nodes.map((node) => `  ${names.get(node.id)}${nodeText(node, changes.get(keyOf(node)))}`),
    ...[...requestsIn(diff.topology)].flatMap(([from, to]) =>
      names.has(from) && names.has(to) ? [`  ${names.get(from)} --> ${names.get(to)}`] : [],
    ),
    ...kept.map(([name, { fill, stroke }]) => `  classDef ${name} fill:${fill},stroke:${stroke},color:#ffffff`),
  ]
  const legend = [
    ...kept.map(([, style]) => style.legend),
    ...(nodes.length > changes.size ? ['The others do not change.'] : []),
  ]
  return [
    [
      `**The stack of ${text(diff.name)}**, with the requests between its workloads`,
      `\`\`\`mermaid\n${lines.join('\n')}\n\`\`\``,
      legend.join(' '),
    ].join('\n\n'),
  ]
}

const keyOf = ({ kind = '', namespace = '', name }: Pick<TopologyNode, 'kind' | 'namespace' | 'name'>): string =>
  [kind, namespace, name].join('/')

/** Nothing of a name is syntax of Mermaid. */
const label = (value: string): string => value.replaceAll(/[^\w. -]/g, '_')

function nodeText({ name }: TopologyNode, change: DeliveredChange | undefined): string {
  return change === undefined
    ? `["${label(name)}"]`
    : `["${label(name)}<br>${change.class}"]:::${styleOf[change.class]}`
}

/** The pairs of nodes between which requests are sent, each once. */
function requestsIn({ edges }: Topology): readonly (readonly [string, string])[] {
  const pairs = new Map<string, readonly [string, string]>()
  for (const { from, to, purpose } of edges)
    if (purpose === 'request' && from !== to) pairs.set(`${from} ${to}`, [from, to])
  return [...pairs.values()]
}

/** All connected workloads, or those that change and their neighbors, or those that change: the first that are few enough. */
function shownNodes(topology: Topology, changes: ReadonlyMap<string, DeliveredChange>): readonly TopologyNode[] {
  const workloads = topology.nodes.filter(({ type }) => type === 'workload')
  const isChanged = (node: TopologyNode): boolean => changes.has(keyOf(node))
  const known = new Set(workloads.map(({ id }) => id))
  const requests = requestsIn(topology).filter(([from, to]) => known.has(from) && known.has(to))
  const connected = new Set(requests.flat())
  const changed = new Set(workloads.filter(isChanged).map(({ id }) => id))
  const near = new Set(requests.filter((pair) => pair.some((id) => changed.has(id))).flat())
  const choices = [connected, near, changed].map((chosen) =>
    workloads.filter((node) => chosen.has(node.id) || isChanged(node)),
  )
  return choices.find(({ length }) => length <= mostNodes) ?? []
}
