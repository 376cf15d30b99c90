import { listOf, type Mapping, mappingOf, type SourcedObject, stringOf } from '@thanos-gitops/manifest'
import type { Workload } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { perContext } from '../engine/per-context.ts'
import { podGroupsOf } from '../engine/pod-groups.ts'
import { programsOf } from '../engine/programs.ts'
import {
  type Connection,
  type Direction,
  directions,
  isolates,
  matchesPeer,
  matchesPort,
  peersOf,
  rulesOf,
  specOf,
} from './network-policy.ts'
import { outsideConnections } from './outside-connections.ts'
import { requiredConnections } from './required-connections.ts'
import { mayScrape } from './scrape-connections.ts'

export const networkPoliciesAllowOnlyTraffic: Check = {
  name: 'network-policies-allow-only-traffic',
  question: 'security',
  severity: 'warning',
  why: 'A rule for a connection that no program makes helps only an attacker who controls a pod: Prometheus, Thanos and Alertmanager have no authentication of their own.',
  remedy: 'Remove the peer or the port from the rule.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
  *run(context) {
    for (const policy of context.ofKind('NetworkPolicy', 'networking.k8s.io')) {
      const selected = context.selectedBy(specOf(policy).podSelector ?? {}, context.namespaceOf(policy))
      for (const direction of directions) {
        const pods = selected.filter((workload) => isolates(policy, workload, direction))
        // A policy for pods of several programs is for what one of them needs.
        if (
          pods.length === 0 ||
          (direction === 'Egress' && !pods.every((workload) => isKnownClient(context, workload)))
        )
          continue
        for (const [index, rule] of rulesOf(policy, direction).entries())
          yield* ruleProblems(context, {
            policy,
            direction,
            rule,
            pods,
            pointer: `/spec/${direction.toLowerCase()}/${index}`,
          })
      }
    }
  },
}

interface Rule {
  readonly policy: SourcedObject
  readonly direction: Direction
  readonly rule: Mapping
  /** The pods that the policy selects. */
  readonly pods: readonly Workload[]
  readonly pointer: string
}

/** Whether the manifests show to what the pods of a workload connect. */
function isKnownClient(context: CheckContext, workload: Workload): boolean {
  const programs = programsOf(context, workload)
  const running = workload.containers.filter(({ isInit }) => !isInit)
  return running.length > 0 && running.every((container) => programs.some((program) => program.container === container))
}

/** Receivers of Alertmanager can be at any address, which can be in a Secret. Prometheus scrapes targets anywhere. */
const hasAnyDestination = (context: CheckContext, workload: Workload): boolean =>
  programsOf(context, workload).some(({ name }) => name === 'alertmanager' || name === 'prometheus')

function* ruleProblems(context: CheckContext, rule: Rule): Iterable<Problem> {
  const ports = listOf(rule.rule.ports).map(mappingOf)
  const peers = peersOf(rule.rule, rule.direction)
  const field = rule.direction === 'Ingress' ? 'from' : 'to'
  const judged = peers.map((peer) => usedPorts(context, rule, peer, ports))
  for (const [index, used] of judged.entries())
    if (used?.every((isUsed) => !isUsed))
      yield {
        object: rule.policy,
        pointer: `${rule.pointer}/${field}/${index}`,
        message: `it allows ${rule.direction === 'Ingress' ? 'connections from' : 'connections to'} ${peerText(context, rule, peers[index]!)}, which no program of the manifests makes.`,
      }
  // A port that no peer needs. Peers that need no port are reported already.
  const others = judged.filter((used) => used === undefined || used.some(Boolean))
  for (const [index, port] of ports.entries())
    if (others.length > 0 && others.every((used) => used !== undefined && !used[index]))
      yield {
        object: rule.policy,
        pointer: `${rule.pointer}/ports/${index}`,
        message: `it allows connections to port ${String(port.port)}, which no program of the manifests makes.`,
      }
}

/**
 * Whether programs need each of the ports of a rule, or any port if it lists none, for connections with a peer. Undefined if the
 * manifests do not show it.
 */
function usedPorts(
  context: CheckContext,
  rule: Rule,
  peer: Mapping,
  ports: readonly Mapping[],
): readonly boolean[] | undefined {
  const entries: readonly (Mapping | undefined)[] = ports.length === 0 ? [undefined] : ports
  const others = podsOfPeer(context, rule, peer)
  if (others === undefined) return rule.direction === 'Egress' ? usedOutside(context, rule, peer, entries) : undefined
  if (others.length === 0) return undefined
  const sources = rule.direction === 'Ingress' ? others : rule.pods
  const destinations = rule.direction === 'Ingress' ? rule.pods : others
  // Between replicas, of which there is only one.
  if (others.every((workload) => workload.replicas === 1 && rule.pods.length === 1 && rule.pods[0] === workload))
    return undefined
  if (!sources.every((source) => isKnownClient(context, source))) return undefined
  return entries.map(
    (entry) =>
      destinations.some((destination) =>
        (connectionsByDestination(context).get(destination) ?? []).some(
          ({ connection }) =>
            (sources as readonly Connection['source'][]).includes(connection.source) &&
            (entry === undefined || matchesPort(entry, connection)),
        ),
      ) ||
      mayScrape(context, sources, destinations, (connection) => entry === undefined || matchesPort(entry, connection)),
  )
}

const connectionsByDestination = perContext((context) =>
  Map.groupBy(requiredConnections(context), ({ connection }) => connection.destination),
)

/** The pods of the manifests that a peer selects; undefined if it can select others. */
function podsOfPeer(context: CheckContext, { policy }: Rule, peer: Mapping): readonly Workload[] | undefined {
  const { ipBlock, namespaceSelector, podSelector } = peer
  if (ipBlock !== undefined) return undefined
  const namespace =
    namespaceSelector === undefined ? context.namespaceOf(policy) : onlyNamespace(mappingOf(namespaceSelector))
  if (namespace === undefined || (namespaceSelector !== undefined && podGroupsOf(context, namespace).length === 0))
    return undefined
  return context
    .selectedBy(podSelector ?? {}, namespace)
    .filter((workload) => matchesPeer(context, peer, context.namespaceOf(policy), workload))
}

/** The namespace that a selector names; undefined if it can match several. */
function onlyNamespace({ matchLabels, matchExpressions }: Mapping): string | undefined {
  const labels = mappingOf(matchLabels)
  const isOne = Object.keys(labels).length === 1 && listOf(matchExpressions).length === 0
  return isOne ? stringOf(labels['kubernetes.io/metadata.name']) : undefined
}

/** Whether the pods connect to addresses outside of the manifests. */
function usedOutside(
  context: CheckContext,
  { pods }: Rule,
  peer: Mapping,
  entries: readonly (Mapping | undefined)[],
): readonly boolean[] | undefined {
  if (pods.some((workload) => hasAnyDestination(context, workload))) return undefined
  const connections = pods.flatMap((workload) => outsideConnections(context).get(workload) ?? [])
  const reachable =
    peer.ipBlock === undefined ? connections.filter((connection) => connection.pods !== undefined) : connections
  return entries.map((entry) => {
    const number = mappingOf(entry).port
    // Every pod needs DNS, whose server can be outside of the cluster.
    return number === 53 || reachable.some(({ ports }) => fitsOutside(ports, entry))
  })
}

/** A port with a name belongs to pods that the manifests do not contain. */
function fitsOutside(ports: readonly number[], entry: Mapping | undefined): boolean {
  const { port: first, endPort } = mappingOf(entry)
  if (entry === undefined || ports.length === 0 || typeof first !== 'number') return true
  const last = typeof endPort === 'number' ? endPort : first
  return ports.some((port) => port >= first && port <= last)
}

function peerText(context: CheckContext, rule: Rule, peer: Mapping): string {
  const { ipBlock, namespaceSelector } = peer
  if (ipBlock !== undefined) return String(mappingOf(ipBlock).cidr)
  const pods = podsOfPeer(context, rule, peer)
  if (pods === undefined) return namespaceSelector === undefined ? 'pods' : 'pods of other namespaces'
  return pods
    .slice(0, 3)
    .map(({ kind, name }) => `${kind}/${name}`)
    .join(', ')
}
