import { contentOf, listOf, type Mapping, mappingOf, type SourcedObject } from '@thanos-gitops/manifest'
import type { Workload } from '@thanos-gitops/workloads'
import { type Address, addressesOf } from '../engine/addresses.ts'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { addTo } from '../engine/lazy.ts'
import { resolve } from '../engine/resolve-address.ts'
import { mostSpecific, policiesOf } from './network-policy.ts'

export const networkPoliciesAllowDns: Check = {
  name: 'network-policies-allow-dns',
  question: 'addresses',
  severity: 'error',
  why: 'A policy for egress also drops the DNS requests of the pod, and the traffic to hosts outside of the cluster. No name resolves, or object storage and receivers cannot be reached, and every request times out.',
  remedy: 'Allow egress to port 53 (UDP and TCP) of kube-dns, and to the hosts outside of the cluster.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-deny-all-egress-traffic',
  *run(context) {
    if (context.ofKind('NetworkPolicy', 'networking.k8s.io').length === 0) return
    const byWorkload = addressesByWorkload(context)
    for (const workload of context.workloads) {
      const isolating = policiesOf(context, workload, 'Egress')
      const own = isolating.length === 0 ? [] : (byWorkload.get(workload) ?? [])
      if (own.length > 0) yield* workloadProblems(context, workload, isolating, own)
    }
  },
}

function addressesByWorkload(context: CheckContext): ReadonlyMap<Workload, readonly Address[]> {
  const found = new Map<Workload, Address[]>()
  for (const address of addressesOf(context)) for (const workload of address.workloads) addTo(found, workload, address)
  return found
}

function* workloadProblems(
  context: CheckContext,
  { kind, name }: Workload,
  policies: readonly SourcedObject[],
  addresses: readonly Address[],
): Iterable<Problem> {
  const policy = mostSpecific(policies)
  const rules = policies.flatMap((one) =>
    egressRules(one).map((rule) => ({ rule, namespace: context.namespaceOf(one) })),
  )
  if (!rules.some(({ rule, namespace }) => allowsPort(rule, 53) && reachesOthers(rule, namespace)))
    yield {
      object: policy,
      pointer: '/spec/egress',
      message: `no policy allows ${kind}/${name} to send DNS requests, which ${addresses[0]!.text} requires.`,
      remedy: 'Allow egress to port 53 (UDP and TCP) of the pods with the label k8s-app: kube-dns in kube-system.',
      cause: `dns ${policy.object.metadata.name}`,
    }
  for (const address of addresses) {
    if (resolve(context, address).kind !== 'host' || !address.isAddressField) continue
    const port = address.port ?? 443
    if (rules.some(({ rule }) => allowsPort(rule, port) && reachesOutside(rule))) continue
    yield {
      object: policy,
      pointer: '/spec/egress',
      message: `no policy allows ${kind}/${name} to connect to port ${port} of ${address.host} outside of the cluster.`,
      remedy: `Allow egress to port ${port} with an ipBlock.`,
    }
    return
  }
}

const egressRules = (policy: SourcedObject): readonly Mapping[] =>
  listOf(mappingOf(contentOf(policy).spec).egress).map(mappingOf)

function allowsPort({ ports }: Mapping, number: number): boolean {
  const entries = listOf(ports).map(mappingOf)
  return (
    entries.length === 0 ||
    entries.some(({ port, endPort }) =>
      typeof port === 'number'
        ? typeof endPort === 'number'
          ? number >= port && number <= endPort
          : port === number
        : port === undefined || /dns/.test(String(port)),
    )
  )
}

/** Whether a rule allows more than pods of its own namespace. kube-dns runs in kube-system. */
const reachesOthers = ({ to }: Mapping, namespace: string): boolean => {
  const peers = listOf(to).map(mappingOf)
  return (
    peers.length === 0 ||
    namespace === 'kube-system' ||
    peers.some(({ namespaceSelector, ipBlock }) => namespaceSelector !== undefined || ipBlock !== undefined)
  )
}

const reachesOutside = ({ to }: Mapping): boolean => {
  const peers = listOf(to).map(mappingOf)
  return peers.length === 0 || peers.some(({ ipBlock }) => ipBlock !== undefined)
}
