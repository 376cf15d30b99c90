// What a NetworkPolicy allows: https://kubernetes.io/docs/concepts/services-networking/network-policies/
import { contentOf, listOf, type Mapping, mappingOf, type SourcedObject } from '@thanos-gitops/manifest'
import { selectorMatches, type Workload } from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'
import { perContext } from '../engine/per-context.ts'

export const directions = ['Ingress', 'Egress'] as const
type Direction = (typeof directions)[number]

/** The pods at one end of a connection: those of a workload, or those that prometheus-operator creates. */
export type ConnectedPods = Pick<Workload, 'kind' | 'name' | 'namespace' | 'podLabels'>

export interface Connection {
  readonly source: ConnectedPods
  readonly destination: Workload
  /** The number of the port of the destination's pods. */
  readonly port: number
  /** `TCP` or `UDP` */
  readonly protocol: string
}

const specOf = (policy: SourcedObject): Mapping => mappingOf(contentOf(policy).spec)

const policiesByNamespace = perContext((context) =>
  Map.groupBy(context.ofKind('NetworkPolicy', 'networking.k8s.io'), context.namespaceOf),
)

/** The policies that select pods in a direction: only traffic that one of them allows reaches or leaves the pods. */
export const policiesOf = (
  context: CheckContext,
  pods: ConnectedPods,
  direction: Direction,
): readonly SourcedObject[] =>
  (policiesByNamespace(context).get(pods.namespace) ?? []).filter((policy) => isolates(policy, pods, direction))

function isolates(policy: SourcedObject, pods: ConnectedPods, direction: Direction): boolean {
  const { policyTypes, podSelector, egress } = specOf(policy)
  const types = Array.isArray(policyTypes) ? policyTypes : ['Ingress', ...(egress === undefined ? [] : ['Egress'])]
  return (
    types.includes(direction) &&
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
  const peer = direction === 'Ingress' ? connection.source : connection.destination
  return listOf(specOf(policy)[direction.toLowerCase()]).some((rule) => {
    const { ports, from, to } = mappingOf(rule)
    const peers = listOf(direction === 'Ingress' ? from : to)
    return (
      (peers.length === 0 ||
        peers.some((entry) => matchesPeer(context, mappingOf(entry), context.namespaceOf(policy), peer))) &&
      (listOf(ports).length === 0 || listOf(ports).some((entry) => matchesPort(mappingOf(entry), connection)))
    )
  })
}

function matchesPeer(
  context: CheckContext,
  { podSelector, namespaceSelector, ipBlock }: Mapping,
  policyNamespace: string,
  { namespace, podLabels }: ConnectedPods,
): boolean {
  // The manifests do not contain the IP addresses of pods.
  if (ipBlock !== undefined) return true
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

function matchesPort({ port, endPort, protocol = 'TCP' }: Mapping, connection: Connection): boolean {
  if (protocol !== connection.protocol) return false
  if (port === undefined) return true
  if (typeof port !== 'number')
    return connection.destination.containers.some(({ ports }) =>
      ports.some(({ name, containerPort }) => name === port && containerPort === connection.port),
    )
  return typeof endPort === 'number' ? connection.port >= port && connection.port <= endPort : connection.port === port
}
