import { contentOf, listOf, mappingOf, stringMapOf, stringOf } from '@thanos-gitops/manifest'
import type { CheckContext, Fleet, FleetMember } from '../engine/check.ts'
import { lineOf } from '../engine/line-of.ts'
import { argumentsPlace } from '../engine/programs.ts'
import { thanosPrograms } from '../thanos/components.ts'
import { endpointsOf } from '../thanos/endpoints.ts'
import { replicaLabelFlags, type WrittenLabel, writersIn } from '../thanos/labels.ts'
import { parseAddress } from '../thanos/parse-address.ts'
import { comparing } from './compare.ts'

export const queriesDeduplicateOtherEnvironments = comparing({
  name: 'queries-deduplicate-other-environments',
  question: 'fleet',
  severity: 'error',
  why: 'A query merges the replicas of another environment only by labels that it has as --query.replica-label. It returns each series of the other environment once per replica if the label has another name there.',
  remedy: 'Use one name for the replica label in all environments, or add the missing --query.replica-label.',
  source: 'https://thanos.io/tip/components/query.md/#deduplication',
  *compare(fleet) {
    const owners = hostOwners(fleet)
    for (const member of fleet)
      for (const query of thanosPrograms(member.context, 'query')) {
        const removed = new Set(replicaLabelFlags(query).map(({ value }) => value))
        const others = new Set(
          endpointsOf(member.context, query).flatMap(({ address }) => ownersOf(member, address, owners)),
        )
        for (const other of others)
          for (const label of replicaLabelsOf(other.context))
            if (!removed.has(label.name))
              yield {
                ...argumentsPlace(query),
                member,
                other,
                message: `the query also reads series of ${other.name}, but does not remove its replica label ${label.name} (${other.name}: ${lineOf(label.place)}).`,
                remedy: `Add --query.replica-label=${label.name}, or rename the label in ${other.name}.`,
              }
      }
  },
})

const replicaLabelsOf = (context: CheckContext): readonly WrittenLabel[] => [
  ...new Map(
    writersIn(context).flatMap(({ labels }) =>
      labels.filter(({ isPerPod }) => isPerPod).map((label) => [label.name, label] as const),
    ),
  ).values(),
]

/** The environments by the names of their hosts: of `query.grpcAddress`, of Ingresses, of external-dns, and of Services in their cluster domain. */
function hostOwners(fleet: Fleet): ReadonlyMap<string, readonly FleetMember[]> {
  const owners = new Map<string, FleetMember[]>()
  for (const member of fleet)
    for (const host of new Set(hostsOf(member.context))) owners.set(host, [...(owners.get(host) ?? []), member])
  return owners
}

const hostnameAnnotation = 'external-dns.alpha.kubernetes.io/hostname'

const hostsOf = (context: CheckContext): string[] => [
  ...[context.environment?.query?.grpcHost].filter((host) => host !== undefined),
  ...context
    .ofKind('Ingress')
    .flatMap((ingress) =>
      listOf(mappingOf(contentOf(ingress).spec).rules).flatMap((rule) => stringOf(mappingOf(rule).host) ?? []),
    ),
  ...context
    .ofKind('Service')
    .flatMap(({ object }) => stringMapOf(object.metadata.annotations)[hostnameAnnotation]?.split(',') ?? []),
  ...context
    .ofKind('Service')
    .map((service) => `${service.object.metadata.name}.${context.namespaceOf(service)}.svc.${context.clusterDomain}`),
]

/** The other environments to which an endpoint leads. Clusters with equal domains cannot reach each other by these names. */
function ownersOf(
  member: FleetMember,
  address: string,
  owners: ReadonlyMap<string, readonly FleetMember[]>,
): readonly FleetMember[] {
  const parsed = parseAddress(address)
  if (parsed === undefined) return []
  const host = parsed.host.replace(/^_[^.]+\._(?:tcp|udp)\./, '')
  const found = owners.get(host) ?? []
  return found.includes(member) || found.length > 1 ? [] : found
}
