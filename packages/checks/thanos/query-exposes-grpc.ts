import { programTitle } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { servicePorts } from '../engine/services.ts'
import { thanosPrograms } from './components.ts'
import { containerPortOf, listenPort } from './ports.ts'

export const queryExposesGrpc: Check = {
  name: 'query-exposes-grpc',
  id: 'TH014',
  severity: 'warning',
  why: 'A query above this one, and a ruler that asks by gRPC, cannot reach it: the pods serve the StoreAPI, and no Service leads to it.',
  remedy: 'Add the gRPC port to the Service of query.',
  source: 'https://thanos.io/tip/components/query.md/',
  *run(context) {
    for (const query of thanosPrograms(context, 'query')) {
      const { workload } = query.container
      const services = context.servicesOf(workload)
      const offers = (flag: 'grpc-address' | 'http-address') =>
        services.some((service) =>
          servicePorts(service).some((port) => containerPortOf(workload, port) === listenPort(query, flag)),
        )
      if (services.length > 0 && offers('http-address') && !offers('grpc-address'))
        yield {
          object: services[0]!,
          pointer: '/spec/ports',
          message: `no port leads to the gRPC port of ${programTitle(query)}, ${listenPort(query, 'grpc-address')}.`,
        }
    }
  },
}
