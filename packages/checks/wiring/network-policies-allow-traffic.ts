import { contentOf, identityOf, listOf, type Mapping, mappingOf, type SourcedObject } from '@thanos-gitops/manifest'
import { selectorMatches, type Workload } from '@thanos-gitops/workloads'
import { addressesOf } from '../engine/addresses.ts'
import type { Check, CheckContext } from '../engine/check.ts'
import { resolve } from '../engine/resolve-address.ts'
import { isHeadless, podsOf, servicePorts, targetNumbers } from '../engine/services.ts'

export const networkPoliciesAllowTraffic = {
  name: 'network-policies-allow-traffic',
  severity: 'error',
  why: 'As soon as one NetworkPolicy selects a pod, all that no policy allows is dropped without an answer: a query that waits for a store gateway runs into its timeout.',
  remedy: 'Allow the pods and the port in the policy.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/#the-two-sorts-of-pod-isolation',
  *run(context) {
    const policies = context.ofKind('NetworkPolicy', 'networking.k8s.io')
    if (policies.length === 0) return
    const reported = new Set<string>()
    for (const address of addressesOf(context)) {
      const resolution = resolve(context, address)
      if (resolution.kind !== 'service') continue
      const { service } = resolution
      const targets = podsOf(context, service)
      const direct = isHeadless(service) && address.port !== undefined ? [address.port] : undefined
      const ports =
        direct ??
        servicePorts(service)
          .filter((open) =>
            address.portName === undefined ? open.port === address.port : open.name === address.portName,
          )
          .flatMap((open) => targetNumbers(targets, open))
      for (const from of address.workloads)
        for (const to of targets)
          for (const port of ports)
            for (const direction of ['Ingress', 'Egress'] as const) {
              const isolating = policies.filter((policy) =>
                isolates(context, policy, direction === 'Ingress' ? to : from, direction),
              )
              if (
                isolating.length === 0 ||
                isolating.some((policy) => allows(context, policy, direction, from, to, port, address.protocol))
              )
                continue
              const policy = isolating[0]!
              const message = `it does not let ${from.kind}/${from.name} reach ${to.kind}/${to.name} on port ${port}, which ${address.text} in ${address.object.object.kind}/${address.object.object.metadata.name} asks for.`
              if (reported.has(identityOf(policy.object) + message)) continue
              reported.add(identityOf(policy.object) + message)
              yield { object: policy, pointer: `/spec/${direction.toLowerCase()}`, message }
            }
    }
  },
} satisfies Check

const specOf = (policy: SourcedObject): Mapping => mappingOf(contentOf(policy).spec)

function isolates(
  context: CheckContext,
  policy: SourcedObject,
  workload: Workload,
  direction: 'Ingress' | 'Egress',
): boolean {
  const { policyTypes, podSelector, egress } = specOf(policy)
  const types = Array.isArray(policyTypes) ? policyTypes : ['Ingress', ...(egress === undefined ? [] : ['Egress'])]
  return (
    types.includes(direction) &&
    context.namespaceOf(policy) === workload.namespace &&
    // An absent selector equals an empty one here: the field is no pointer in Kubernetes' type.
    selectorMatches(podSelector ?? {}, workload.podLabels)
  )
}

function allows(
  context: CheckContext,
  policy: SourcedObject,
  direction: 'Ingress' | 'Egress',
  from: Workload,
  to: Workload,
  port: number,
  protocol: string,
): boolean {
  const other = direction === 'Ingress' ? from : to
  return listOf(specOf(policy)[direction.toLowerCase()]).some((rule) => {
    const { ports, from: sources, to: destinations } = mappingOf(rule)
    const peers = listOf(direction === 'Ingress' ? sources : destinations)
    const isPeer =
      peers.length === 0 || peers.some((peer) => isPeerOf(context, mappingOf(peer), context.namespaceOf(policy), other))
    return (
      isPeer &&
      (listOf(ports).length === 0 || listOf(ports).some((entry) => isPort(mappingOf(entry), to, port, protocol)))
    )
  })
}

function isPeerOf(
  context: CheckContext,
  { podSelector, namespaceSelector, ipBlock }: Mapping,
  namespace: string,
  workload: Workload,
): boolean {
  // Which addresses pods get is not in manifests.
  if (ipBlock !== undefined) return true
  const isInNamespace =
    namespaceSelector === undefined
      ? workload.namespace === namespace
      : namespaceMatches(context, namespaceSelector, workload.namespace)
  return isInNamespace && (podSelector === undefined || selectorMatches(podSelector, workload.podLabels))
}

function namespaceMatches(context: CheckContext, selector: unknown, name: string): boolean {
  const labels = context.find('Namespace', '', name)?.object.metadata.labels
  // Every namespace has this label; of one that is not rendered no other is known.
  const known = { ...labels, 'kubernetes.io/metadata.name': name }
  if (selectorMatches(selector, known)) return true
  const keys = [
    ...Object.keys(mappingOf(mappingOf(selector).matchLabels)),
    ...listOf(mappingOf(selector).matchExpressions).map((expression) => String(mappingOf(expression).key)),
  ]
  return labels === undefined && keys.some((key) => key !== 'kubernetes.io/metadata.name')
}

function isPort(
  { port, endPort, protocol = 'TCP' }: Mapping,
  to: Workload,
  number: number,
  protocolOfService: string,
): boolean {
  if (protocol !== protocolOfService) return false
  if (port === undefined) return true
  if (typeof port === 'number')
    return typeof endPort === 'number' ? number >= port && number <= endPort : number === port
  return to.containers.some(({ ports }) => ports.some((open) => open.name === port && open.containerPort === number))
}
