import type { SourcedObject } from '@thanos-gitops/manifest'
import { type Program, programTitle } from '@thanos-gitops/workloads'
import { type Check, type CheckContext, inSameNamespace, type Problem } from '../engine/check.ts'
import { argumentsPlace } from '../engine/programs.ts'
import { podsOf, servicePorts } from '../engine/services.ts'
import { isRouter, servesSeries, thanosPrograms } from './components.ts'
import { endpointsOf, hasAllEndpoints } from './endpoints.ts'
import { parseAddress, serviceOf } from './parse-address.ts'
import type { ProblemPlace } from './places.ts'
import { containerPortOf, listenPort } from './ports.ts'

export const queryReachesEveryStore: Check = {
  name: 'query-reaches-every-store',
  id: 'TH015',
  question: 'data',
  severity: 'error',
  why: 'Series of a component that is not an endpoint of a query are missing in every response, without an error.',
  remedy: 'Add the Service of the component to the endpoints of thanos query.',
  source: 'https://thanos.io/tip/components/query.md/, https://thanos.io/tip/components/rule.md/',
  *run(context) {
    const queries = thanosPrograms(context, 'query')
    const isComplete = queries.length > 0 && queries.every((query) => hasAllEndpoints(context, query))
    const endpoints = queries.flatMap((query) => endpointServices(context, query))
    for (const program of thanosPrograms(context, 'sidecar', 'store', 'rule', 'receive')) {
      const services = context.servicesOf(program.container.workload)
      const ownEndpoints = endpoints.filter(({ service }) => services.includes(service))
      if (!servesSeries(program)) yield* uselessEndpoints(context, program, ownEndpoints)
      else if (isComplete && ownEndpoints.length === 0) yield* missingEndpoint(program, services, queries)
    }
  },
}

interface EndpointService {
  readonly service: SourcedObject
  readonly place: ProblemPlace
}

/** The endpoints of a query that are Services of the manifests. */
const endpointServices = (context: CheckContext, query: Program): EndpointService[] =>
  endpointsOf(context, query).flatMap(({ address: text, place }) => {
    const address = parseAddress(text)
    const service = address && serviceOf(context, query.container.workload, address)
    return service ? [{ service, place }] : []
  })

/** @param services those of the program */
function* missingEndpoint(
  program: Program,
  services: readonly SourcedObject[],
  queries: readonly Program[],
): Iterable<Problem> {
  const { workload } = program.container
  const hasQuery = queries.some((query) => inSameNamespace(query.container.workload.namespace, workload.namespace))
  if (workload.replicas === 0 || !hasQuery) return
  const grpcService = services.find((service) =>
    servicePorts(service).some((port) => containerPortOf(workload, port) === listenPort(program, 'grpc-address')),
  )
  yield {
    ...argumentsPlace(program),
    message: `this ${programTitle(program)} is not an endpoint of any query.`,
    remedy: grpcService
      ? `Add Service/${grpcService.object.metadata.name} to the endpoints of thanos query.`
      : 'Create a headless Service with its gRPC port, and add it to the endpoints of thanos query.',
  }
}

function* uselessEndpoints(
  context: CheckContext,
  program: Program,
  endpoints: readonly EndpointService[],
): Iterable<Problem> {
  // A ruler with remote write still serves its rules and alerts.
  if (!isRouter(program)) return
  for (const { place, service } of endpoints) {
    // A Service of several workloads can lead to series of another one.
    if (podsOf(context, service).length !== 1) continue
    yield {
      ...place,
      message: `${program.container.workload.name} has no series of its own, because it is a router.`,
      remedy: 'Remove this endpoint.',
      severity: 'warning',
    }
  }
}
