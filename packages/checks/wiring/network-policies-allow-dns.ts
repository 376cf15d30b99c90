import { contentOf, listOf, type Mapping, mappingOf, type SourcedObject } from '@thanos-gitops/manifest'
import type { Workload } from '@thanos-gitops/workloads'
import { type Address, addressesOf } from '../engine/addresses.ts'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { addTo } from '../engine/lazy.ts'
import { bucketAddresses } from './bucket-addresses.ts'
import { mostSpecific, policiesOf } from './network-policy.ts'
import { outsideConnections } from './outside-connections.ts'

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
      if (isolating.length > 0) yield* workloadProblems(context, workload, isolating, byWorkload.get(workload) ?? [])
    }
  },
}

function addressesByWorkload(context: CheckContext): ReadonlyMap<Workload, readonly Address[]> {
  const found = new Map<Workload, Address[]>()
  for (const address of [...addressesOf(context), ...bucketAddresses(context)])
    for (const workload of address.workloads) addTo(found, workload, address)
  return found
}

function* workloadProblems(
  context: CheckContext,
  workload: Workload,
  policies: readonly SourcedObject[],
  addresses: readonly Address[],
): Iterable<Problem> {
  const { kind, name } = workload
  const policy = mostSpecific(policies)
  const rules = policies.flatMap((one) =>
    egressRules(one).map((rule) => ({ rule, namespace: context.namespaceOf(one) })),
  )
  const outside = outsideConnections(context).get(workload) ?? []
  const named = addresses[0]?.text ?? outside.find(({ hasName }) => hasName)?.title
  if (
    named !== undefined &&
    !rules.some(({ rule, namespace }) => allowsPort(rule, 53, 'UDP') && reachesOthers(rule, namespace))
  )
    yield {
      object: policy,
      pointer: '/spec/egress',
      message: `no policy allows ${kind}/${name} to send DNS requests, which ${named} requires.`,
      remedy: 'Allow egress to port 53 (UDP and TCP) of the pods with the label k8s-app: kube-dns in kube-system.',
      cause: `dns ${policy.object.metadata.name}`,
    }
  for (const { title, ports, pods } of outside) {
    const isAllowed = rules.some(
      ({ rule, namespace }) =>
        (ports.length === 0 ? !isForDnsOnly(rule) : ports.some((port) => allowsPort(rule, port, 'TCP'))) &&
        (pods === undefined ? reachesOutside(rule) : reachesOthers(rule, namespace)),
    )
    if (isAllowed) continue
    yield {
      object: policy,
      pointer: '/spec/egress',
      message: `no policy allows ${kind}/${name} to connect to ${title}.`,
      remedy:
        pods === undefined
          ? `Allow egress to ${ports.length === 1 ? `port ${ports[0]}` : 'the port'} with an ipBlock.`
          : 'Allow egress to the pods of the other namespace with a namespaceSelector.',
    }
  }
}

const egressRules = (policy: SourcedObject): readonly Mapping[] =>
  listOf(mappingOf(contentOf(policy).spec).egress).map(mappingOf)

function allowsPort({ ports }: Mapping, number: number, needed: 'TCP' | 'UDP'): boolean {
  const entries = listOf(ports).map(mappingOf)
  return (
    entries.length === 0 ||
    entries
      .filter(({ protocol = 'TCP' }) => protocol === needed)
      .some(({ port, endPort }) =>
        typeof port === 'number'
          ? typeof endPort === 'number'
            ? number >= port && number <= endPort
            : port === number
          : port === undefined || /dns/.test(String(port)),
      )
  )
}

/** A rule for DNS servers is no way to another server. */
const isForDnsOnly = ({ ports }: Mapping): boolean => {
  const numbers = listOf(ports).map((entry) => mappingOf(entry).port)
  return numbers.length > 0 && numbers.every((port) => port === 53 || /dns/.test(String(port)))
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
