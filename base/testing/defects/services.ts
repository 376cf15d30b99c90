import { type KubernetesObject, unshardedName } from '@thanos-gitops/manifest'
import type { IStatefulSet } from 'kubernetes-models/apps/v1/StatefulSet'
import type { IService } from 'kubernetes-models/v1/Service'
import { expect } from 'vitest'
import { argument, podLabelsOf, selects } from '../rendered-stack.ts'
import type { Defect } from './defect.ts'

const srvAddress = /^dnssrv\+_([a-z]+)\._tcp\.([a-z0-9-]+)\.([a-z-]+)\.svc\.[a-z.]+$/

export const serviceDefects: readonly Defect[] = [
  {
    number: 15,
    title: 'has a Service that serves the metrics of the compactor',
    expectAbsent: ({ one }) => {
      const { spec } = one<IService>('Service', 'thanos-compact')
      expect(spec!.selector).toMatchObject({ 'app.kubernetes.io/name': 'thanos-compact' })
      expect(spec!.ports).toEqual([{ name: 'http', port: 10902, targetPort: 'http' }])
    },
  },
  {
    number: 16,
    title: 'has a headless Service for each StatefulSet',
    expectAbsent: ({ all, one }) => {
      for (const { spec } of all<IStatefulSet>('StatefulSet')) {
        const service = one<IService>('Service', spec!.serviceName!)
        expect(service.spec!.clusterIP).toBe('None')
        expect(selects(service.spec!.selector!, spec!.template.metadata!.labels!)).toBe(true)
      }
    },
  },
  {
    number: 17,
    title: 'lists the endpoints of the query in a file, without the removed flag --store',
    expectAbsent: ({ container }) => {
      expect(argument(container('thanos-query'), '--store')).toBeUndefined()
      expect(argument(container('thanos-query'), '--endpoint.sd-config-file')).toBeDefined()
    },
  },
  {
    number: 18,
    title: 'names port and protocol in each SRV address',
    expectAbsent: ({ document, one }) => {
      const { endpoints } = document<{ endpoints: { address: string }[] }>('thanos-query', 'endpoints.yaml')
      expect(endpoints.length).toBeGreaterThanOrEqual(2)
      // Queries of other clusters have other names.
      for (const { address } of endpoints.filter(({ address }) => !address.includes('.example.com:'))) {
        const [, port, service, namespace] = srvAddress.exec(address)!
        const { metadata, spec } = one<IService>('Service', service!)
        expect(metadata!.namespace).toBe(namespace)
        expect(spec!.clusterIP).toBe('None')
        expect(spec!.ports!.map(({ name }) => name)).toContain(port)
      }
    },
  },
  {
    number: 19,
    title: 'has Services that each select the pods of one workload',
    expectAbsent: ({ all, workloads }) => {
      for (const { metadata, spec } of all<IService>('Service'))
        expect(
          // Receivers of all zones, and the sidecars of all shards of Prometheus, are one workload for their clients.
          new Set(
            workloads
              .filter((workload) => selects(spec!.selector!, podLabelsOf(workload)))
              .map((workload) => unshardedName(workload as KubernetesObject)),
          ),
          metadata!.name!,
        ).toHaveProperty('size', 1)
    },
  },
  {
    number: 35,
    title: 'serves gRPC and HTTP by the Service of the query',
    expectAbsent: ({ one }) => {
      expect(one<IService>('Service', 'thanos-query').spec!.ports!.map(({ name }) => name)).toEqual(['grpc', 'http'])
    },
  },
]
