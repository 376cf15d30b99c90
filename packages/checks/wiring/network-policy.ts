// What a NetworkPolicy allows: https://kubernetes.io/docs/concepts/services-networking/network-policies/
import { contentOf, listOf, type Mapping, mappingOf, type SourcedObject } from '@thanos-gitops/manifest'
import { selectorMatches, type Workload } from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'
import { perContext } from '../engine/per-context.ts'

export const directions = ['Ingress', 'Egress'] as const
export type Direction = (typeof directions)[number]

/** The pods at one end of a connection: those of a workload, or those that prometheus-operator creates. */
export type ConnectedPods = Pick<Workload, 'kind' | 'name' | 'namespace' | 'podLabels'> &
  Partial<Pick<Workload, 'podSpec'>>

export interface Connection {
  readonly source: ConnectedPods
  readonly destination: Workload
  /** The number of the port of the destination's pods. */
  readonly port: number
  /** `TCP` or `UDP` */
  readonly protocol: string
}

export const specOf = (policy: SourcedObject): Mapping => mappingOf(contentOf(policy).spec)

const policiesByNamespace = perContext((context) =>
  Map.groupBy(context.ofKind('NetworkPolicy', 'networking.k8s.io'), context.namespaceOf),
)

/** The policies that select pods in a direction: only traffic that one of them allows reaches or leaves the pods. */
export const policiesOf = (
  context: CheckContext,
  pods: ConnectedPods,
  direction: Direction,
): readonly SourcedObject[] =>
  isInHostNetwork(pods)
    ? []
    : (policiesByNamespace(context).get(pods.namespace) ?? []).filter((policy) => isolates(policy, pods, direction))

/** Network plugins apply no policy to pods in the network of their node, whose address they have. */
export const isInHostNetwork = ({ podSpec }: ConnectedPods): boolean => mappingOf(podSpec).hostNetwork === true

/** The default of an empty or missing list: pkg/apis/networking/v1/defaults.go, SetDefaults_NetworkPolicy. */
function policyTypesOf(policy: SourcedObject): readonly unknown[] {
  const { policyTypes, egress } = specOf(policy)
  const types = listOf(policyTypes)
  return types.length > 0 ? types : listOf(egress).length > 0 ? directions : ['Ingress']
}

export function isolates(policy: SourcedObject, pods: ConnectedPods, direction: Direction): boolean {
  const { podSelector } = specOf(policy)
  return (
    policyTypesOf(policy).includes(direction) &&
    // A missing selector equals an empty one here, because the field is not a pointer in the Go type of Kubernetes.
    selectorMatches(podSelector ?? {}, pods.podLabels)
  )
}

/** The policy to which a missing rule belongs: not the one that selects all pods of the namespace. */
export const mostSpecific = (policies: readonly SourcedObject[]): SourcedObject =>
  policies.find((policy) => Object.keys(mappingOf(specOf(policy).podSelector)).length > 0) ?? policies[0]!

/** Whether a rule of the policy allows the connection. */
export function allowsConnection(
  context: CheckContext,
  policy: SourcedObject,
  direction: Direction,
  connection: Connection,
): boolean {
  return rulesOf(policy, direction).some((rule) => ruleAllows(context, policy, direction, rule, connection))
}

/** The rules of a policy for a direction. */
export const rulesOf = (policy: SourcedObject, direction: Direction): readonly Mapping[] =>
  listOf(specOf(policy)[direction.toLowerCase()]).map(mappingOf)

/** The peers of a rule; none if it is for everyone. */
export const peersOf = ({ from, to }: Mapping, direction: Direction): readonly Mapping[] =>
  listOf(direction === 'Ingress' ? from : to).map(mappingOf)

/** Whether a rule of the policy allows the connection. */
export function ruleAllows(
  context: CheckContext,
  policy: SourcedObject,
  direction: Direction,
  rule: Mapping,
  connection: Connection,
): boolean {
  const pods = direction === 'Ingress' ? connection.source : connection.destination
  const peers = peersOf(rule, direction)
  const ports = listOf(rule.ports).map(mappingOf)
  return (
    (peers.length === 0 || peers.some((peer) => matchesPeer(context, peer, context.namespaceOf(policy), pods))) &&
    (ports.length === 0 || ports.some((port) => matchesPort(port, connection)))
  )
}

export function matchesPeer(
  context: CheckContext,
  { podSelector, namespaceSelector, ipBlock }: Mapping,
  policyNamespace: string,
  pods: ConnectedPods,
): boolean {
  const { namespace, podLabels } = pods
  // The manifests do not contain the IP addresses of pods and nodes.
  if (ipBlock !== undefined) return true
  if (isInHostNetwork(pods)) return false
  const isInNamespace =
    namespaceSelector === undefined
      ? namespace === policyNamespace
      : namespaceMatches(context, namespaceSelector, namespace)
  return isInNamespace && (podSelector === undefined || selectorMatches(podSelector, podLabels))
}

/** A namespace that these manifests do not contain can have any label, in addition to the one that every namespace has. */
function namespaceMatches(context: CheckContext, selector: unknown, name: string): boolean {
  const labels = context.find('Namespace', '', name)?.object.metadata.labels
  if (selectorMatches(selector, { ...labels, 'kubernetes.io/metadata.name': name })) return true
  const keys = [
    ...Object.keys(mappingOf(mappingOf(selector).matchLabels)),
    ...listOf(mappingOf(selector).matchExpressions).map((expression) => String(mappingOf(expression).key)),
  ]
  return labels === undefined && keys.some((key) => key !== 'kubernetes.io/metadata.name')
}

export function matchesPort({ port, endPort, protocol = 'TCP' }: Mapping, connection: Connection): boolean {
  if (protocol !== connection.protocol) return false
  if (port === undefined) return true
  if (typeof port !== 'number')
    return connection.destination.containers.some(({ ports }) =>
      ports.some(({ name, containerPort }) => name === port && containerPort === connection.port),
    )
  return typeof endPort === 'number' ? connection.port >= port && connection.port <= endPort : connection.port === port
}
