import { stringMapOf } from '@thanos-gitops/manifest'
import { lastUse, type Program } from '@thanos-gitops/workloads'
import type { CheckContext, Fleet, FleetMember } from '../engine/check.ts'
import { podsOf } from '../engine/services.ts'
import { thanosPrograms, thanosProgramsOf } from '../thanos/components.ts'
import { endpointsOf } from '../thanos/endpoints.ts'
import { parseAddress } from '../thanos/parse-address.ts'
import type { ProblemPlace } from '../thanos/places.ts'
import { comparing } from './compare.ts'

export const queriesHaveNoCircleAcrossEnvironments = comparing({
  name: 'queries-have-no-circle-across-environments',
  question: 'fleet',
  severity: 'error',
  why: 'A query that asks the query of another environment, which asks it again, sends each request to itself until it times out.',
  remedy:
    'Remove one of the endpoints, or add thanos-query-global to the environments: nobody asks it, and it asks the queries of all.',
  source: 'https://thanos.io/tip/components/query.md/#overview',
  *compare(fleet) {
    const next = asked(fleet)
    for (const [member, endpoints] of next)
      for (const { owner, text, place } of endpoints) {
        const path = pathTo(member, owner, next)
        if (path === undefined) continue
        yield {
          ...place,
          member,
          other: owner,
          message: `${text} leads back to this query: ${[member, ...path].map(({ name }) => name).join(' → ')}.`,
        }
      }
  },
})

/** An endpoint of a query that is a query of another environment. */
interface Asked {
  readonly owner: FleetMember
  readonly text: string
  readonly place: ProblemPlace
}

/** The queries that those of each environment ask when others ask them. Others do not ask a query in distributed mode. */
function asked(fleet: Fleet): ReadonlyMap<FleetMember, readonly Asked[]> {
  const owners = Map.groupBy(
    fleet.flatMap((member) => hostsOf(member.context).map((host) => ({ host, member }))),
    ({ host }) => host,
  )
  return new Map(
    fleet.map((member) => [
      member,
      localQueries(member.context).flatMap((query) =>
        endpointsOf(member.context, query).flatMap(({ address: text, place }): readonly Asked[] => {
          const found = owners.get(parseAddress(text)?.host ?? '') ?? []
          const [owner] = found
          // Clusters with equal domains cannot reach each other by the names of Services.
          return owner === undefined || found.length > 1 || owner.member === member
            ? []
            : [{ owner: owner.member, text, place }]
        }),
      ),
    ]),
  )
}

const localQueries = (context: CheckContext): readonly Program[] =>
  thanosPrograms(context, 'query').filter((query) => lastUse(query, 'query.mode')?.value !== 'distributed')

/** The names at which the queries of an environment can be asked. */
function hostsOf(context: CheckContext): readonly string[] {
  const queries = new Set(localQueries(context))
  const services = context
    .ofKind('Service')
    .filter((service) =>
      podsOf(context, service).some((workload) => thanosProgramsOf(context, workload).some((one) => queries.has(one))),
    )
  return [
    ...new Set([
      ...[context.environment?.query?.grpcHost].filter((host) => host !== undefined),
      ...services.flatMap((service) => [
        `${service.object.metadata.name}.${context.namespaceOf(service)}.svc.${context.clusterDomain}`,
        ...(stringMapOf(service.object.metadata.annotations)[hostnameAnnotation]?.split(',') ?? []),
      ]),
    ]),
  ]
}

const hostnameAnnotation = 'external-dns.alpha.kubernetes.io/hostname'

/** The environments from one to another, both included; undefined if none leads there. */
function pathTo(
  target: FleetMember,
  start: FleetMember,
  next: ReadonlyMap<FleetMember, readonly Asked[]>,
): readonly FleetMember[] | undefined {
  const previous = new Map<FleetMember, FleetMember | undefined>([[start, undefined]])
  for (const member of previous.keys()) {
    if (member === target) {
      const path: FleetMember[] = []
      for (let step: FleetMember | undefined = member; step; step = previous.get(step)) path.unshift(step)
      return path
    }
    for (const { owner } of next.get(member) ?? []) if (!previous.has(owner)) previous.set(owner, member)
  }
  return undefined
}
