import { programTitle } from '@thanos-gitops/workloads'
import { type Check, inSameNamespace } from '../engine/check.ts'
import { argumentsPlace } from '../engine/programs.ts'
import { podsOf, servicePorts } from '../engine/services.ts'
import { isStatelessRuler, receiveMode, servesSeries, thanosPrograms } from './components.ts'
import { endpointsOf, hasAllEndpoints } from './endpoints.ts'
import { parseAddress, serviceOf } from './parse-address.ts'
import { containerPortOf, listenPort } from './ports.ts'

export const queryReachesEveryStore: Check = {
  name: 'query-reaches-every-store',
  id: 'TH015',
  severity: 'error',
  why: 'Series of a component that no query asks are missing in every answer, without an error.',
  remedy: 'Add the Service of the component to the endpoints of query.',
  source: 'https://thanos.io/tip/components/query.md/, https://thanos.io/tip/components/rule.md/',
  *run(context) {
    const queries = thanosPrograms(context, 'query')
    const isComplete = queries.length > 0 && queries.every((query) => hasAllEndpoints(context, query))
    const endpoints = queries.flatMap((query) =>
      endpointsOf(context, query).flatMap(({ address: text, place }) => {
        const address = parseAddress(text)
        const service = address && serviceOf(context, query.container.workload, address)
        return address && service ? [{ query, address, service, place }] : []
      }),
    )
    for (const program of thanosPrograms(context, 'sidecar', 'store', 'rule', 'receive')) {
      const { workload } = program.container
      const services = context.servicesOf(workload)
      const own = endpoints.filter(({ service }) => services.includes(service))
      if (servesSeries(program)) {
        if (!isComplete || own.length > 0 || workload.replicas === 0) continue
        const near = queries.find((query) => inSameNamespace(query.container.workload.namespace, workload.namespace))
        if (!near) continue
        const grpc = services.find((service) =>
          servicePorts(service).some((port) => containerPortOf(workload, port) === listenPort(program, 'grpc-address')),
        )
        const remedy = grpc
          ? `Add Service/${grpc.object.metadata.name} to the endpoints of query.`
          : `Make a headless Service with its gRPC port, and add it to the endpoints of query.`
        yield { ...argumentsPlace(program), message: `no query asks this ${programTitle(program)}.`, remedy }
      } else if (program.command === 'rule' ? isStatelessRuler(program) : receiveMode(program) === 'router') {
        for (const { place, service } of own) {
          // A Service may select others too.
          const selected = podsOf(context, service)
          if (selected.length === 1)
            yield {
              ...place,
              message: `${workload.name} has no series of its own: it is a ${program.command === 'rule' ? 'ruler that writes to a remote' : 'router'}.`,
              remedy: 'Remove it from the endpoints.',
              severity: 'warning',
            }
        }
      }
    }
  },
}
