import { programTitle } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { servicePorts } from '../engine/services.ts'
import { thanosPrograms } from './components.ts'
import { containerPortOf, listenPort } from './ports.ts'

export const queryExposesGrpc: Check = {
  name: 'query-exposes-grpc',
  id: 'TH014',
  question: 'addresses',
  severity: 'warning',
  why: 'The pods of a query serve the StoreAPI, but without a port of a Service, neither another query nor a ruler with gRPC can reach it.',
  remedy: 'Add the gRPC port to the Service of the query.',
  source: 'https://thanos.io/tip/components/query.md/',
  *run(context) {
    for (const query of thanosPrograms(context, 'query')) {
      const { workload } = query.container
      const services = context.servicesOf(workload)
      const isExposed = (flag: 'grpc-address' | 'http-address'): boolean =>
        services.some((service) =>
          servicePorts(service).some((port) => containerPortOf(workload, port) === listenPort(query, flag)),
        )
      if (services.length > 0 && isExposed('http-address') && !isExposed('grpc-address'))
        yield {
          object: services[0]!,
          pointer: '/spec/ports',
          message: `no port leads to the gRPC port ${listenPort(query, 'grpc-address')} of ${programTitle(query)}.`,
        }
    }
  },
}
