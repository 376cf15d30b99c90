import { copiesThatCanFail, listOf, mappingOf } from '@thanos-gitops/manifest'
import { type Program, valueOrDefault, type Workload } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { allowedValues, zoneLabel } from '../hygiene/node-labels.ts'
import { thanosPrograms } from './components.ts'
import { hashringOf, podNames } from './hashring.ts'
import { inDocument } from './places.ts'

export const copiesAreInDifferentZones: Check = {
  name: 'copies-are-in-different-zones',
  question: 'availability',
  severity: 'error',
  why: 'Thanos distributes the copies of a series over the zones (az) of the hashring. A zone that is not that of the pod, or too few zones, puts copies together: writes fail while that zone is down. A router does not start with the algorithm hashmod, and looks for places forever if one zone has too few endpoints.',
  remedy:
    'Give each endpoint the zone of its pod, which a node selector sets, and each zone the same number of endpoints.',
  source:
    'https://thanos.io/tip/components/receive.md/#az-aware-ketama-hashring-experimental, https://github.com/thanos-io/thanos/blob/v0.42.4/pkg/receive/hashring.go',
  *run(context) {
    const checked = new Set<string>()
    for (const receiver of thanosPrograms(context, 'receive')) {
      const document = hashringOf(context, receiver)?.document
      const id =
        document &&
        `${context.namespaceOf(document.object)} ${document.object.object.metadata.name} ${document.pointer}`
      if (document === undefined || id === undefined || checked.has(id)) continue
      checked.add(id)
      for (const [index, ring] of listOf(document.value).entries())
        yield* ringProblems(context, receiver, document, index, mappingOf(ring))
    }
  },
}

/** An endpoint of a hashring with its zone; an empty string without one, as for Thanos. */
interface ZonedEndpoint {
  readonly address: string
  readonly zone: string
  readonly position: number
}

const endpointsIn = (ring: Readonly<Record<string, unknown>>): readonly ZonedEndpoint[] =>
  listOf(ring.endpoints).map((endpoint, position) => {
    const { address, az } = typeof endpoint === 'string' ? { address: endpoint } : mappingOf(endpoint)
    return { address: String(address), zone: typeof az === 'string' ? az : '', position }
  })

function* ringProblems(
  context: CheckContext,
  receiver: Program,
  document: EmbeddedDocument,
  index: number,
  ring: Readonly<Record<string, unknown>>,
): Iterable<Problem> {
  const endpoints = endpointsIn(ring)
  const zoned = endpoints.find(({ zone }) => zone !== '')
  if (zoned === undefined) return
  const place = inDocument(document, index)
  const algorithm = ring.algorithm ?? valueOrDefault(receiver, 'receive.hashrings-algorithm') ?? 'hashmod'
  if (algorithm !== 'ketama') {
    yield {
      ...inDocument(document, index, 'endpoints', zoned.position, 'az'),
      message: `the algorithm ${String(algorithm)} has no zones: the router does not start.`,
      remedy: 'Set --receive.hashrings-algorithm=ketama, or remove az.',
    }
    return
  }
  const without = endpoints.find(({ zone }) => zone === '')
  if (without !== undefined)
    yield {
      ...inDocument(document, index, 'endpoints', without.position),
      message: `${without.address} has no az, unlike other endpoints: for Thanos, it is in one more zone.`,
    }
  yield* copyProblems(receiver, place, endpoints)
  yield* placementProblems(context, receiver, document, index, endpoints)
}

function* copyProblems(
  receiver: Program,
  place: ReturnType<typeof inDocument>,
  endpoints: readonly ZonedEndpoint[],
): Iterable<Problem> {
  const factor = Number(valueOrDefault(receiver, 'receive.replication-factor') ?? 1)
  const sizes = [...Map.groupBy(endpoints, ({ zone }) => zone).values()].map(({ length }) => length)
  const smallest = Math.min(...sizes)
  // A zone gets its next copy when each other zone has as many.
  const places = sizes.reduce((sum, size) => sum + Math.min(size, smallest + 1), 0)
  if (sizes.length > 1 && factor > places && endpoints.length >= factor)
    yield {
      ...place,
      message: `${places} of ${factor} copies have a place, because a zone has only ${smallest === 1 ? '1 endpoint' : `${smallest} endpoints`}: the router looks for the next one forever and never starts.`,
    }
  const most = Math.ceil(factor / sizes.length)
  if (factor > 1 && most > copiesThatCanFail(factor))
    yield {
      ...place,
      message: `a zone can have ${most} of ${factor} copies of a series, and writes survive ${copiesThatCanFail(factor)}: while the zone is down, they fail.`,
      remedy: 'Add a zone, or lower --receive.replication-factor.',
      severity: 'warning',
    }
}

/** Compares the zone of each endpoint with that of its pod. */
function* placementProblems(
  context: CheckContext,
  receiver: Program,
  document: EmbeddedDocument,
  index: number,
  endpoints: readonly ZonedEndpoint[],
): Iterable<Problem> {
  const workloads = receiversByPod(context)
  const reported = new Set<Workload>()
  for (const { address, zone, position } of endpoints) {
    const workload = workloads.get(`${receiver.container.workload.namespace}/${address.split('.')[0]}`)
    if (workload === undefined || zone === '' || reported.has(workload)) continue
    const zones = allowedValues(workload.podSpec, zoneLabel)
    if (zones?.size === 1 && zones.has(zone)) continue
    reported.add(workload)
    yield {
      ...inDocument(document, index, 'endpoints', position, 'az'),
      message: `${address.split('.')[0]} has the az ${zone}, but the pods of ${workload.kind}/${workload.name} ${zones === undefined ? 'can run in any zone' : `run in ${[...zones].join(' or ')}`}.`,
      remedy: `Set the node selector ${zoneLabel}: ${zone} in a StatefulSet for this zone.`,
    }
  }
}

/** The StatefulSets of receivers by `namespace/pod`. */
const receiversByPod = (context: CheckContext): ReadonlyMap<string, Workload> =>
  new Map(
    thanosPrograms(context, 'receive')
      .map(({ container }) => container.workload)
      .filter(({ kind }) => kind === 'StatefulSet')
      .flatMap((workload) => podNames(workload).map((pod) => [`${workload.namespace}/${pod}`, workload] as const)),
  )
