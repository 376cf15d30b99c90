import type { IStatefulSet } from 'kubernetes-models/apps/v1/StatefulSet'
import { expect } from 'vitest'
import { argument, hours, podOf } from '../rendered-stack.ts'
import type { Defect } from './defect.ts'

export interface PrometheusConfiguration {
  readonly global: { readonly external_labels: Readonly<Record<string, string>> }
  readonly storage: { readonly tsdb: { readonly retention: { readonly time: string } } }
  readonly scrape_configs: readonly { readonly kubernetes_sd_configs?: readonly { readonly role: string }[] }[]
}

export const prometheusDefects: readonly Defect[] = [
  {
    number: 13,
    title: 'runs Prometheus 3',
    expectAbsent: ({ container }) => {
      expect(container('prometheus').image).toMatch(/:v3\./)
    },
  },
  {
    number: 20,
    title: 'contains each ConfigMap that its pods use',
    expectAbsent: ({ objects, workloads }) => {
      // Rook creates the ConfigMap of a claim.
      const existing = objects
        .filter(({ kind }) => kind === 'ConfigMap' || kind === 'ObjectBucketClaim')
        .map(({ metadata }) => metadata.name)
      for (const workload of workloads) {
        const { volumes = [], containers } = podOf(workload)
        const mounted = volumes.flatMap(({ configMap }) => (configMap?.optional ? [] : (configMap?.name ?? [])))
        const read = containers.flatMap(({ env = [] }) =>
          env.flatMap(({ valueFrom }) => valueFrom?.configMapKeyRef?.name ?? []),
        )
        expect(existing).toEqual(expect.arrayContaining([...mounted, ...read]))
      }
    },
  },
  {
    number: 21,
    title: 'has external labels, of which the query removes the one that differs between replicas',
    expectAbsent: ({ variant, document, container }) => {
      const { global } = document<PrometheusConfiguration>('prometheus', 'prometheus.yaml')
      expect(global.external_labels).toMatchObject({ cluster: variant.name, prometheus_replica: '${POD_NAME}' })
      expect(container('prometheus').env).toContainEqual({
        name: 'POD_NAME',
        valueFrom: { fieldRef: { fieldPath: 'metadata.name' } },
      })
      expect(container('thanos-query').args).toContain('--query.replica-label=prometheus_replica')
    },
  },
  {
    number: 22,
    title: 'starts Prometheus with a configuration from a ConfigMap, not from a file of another container',
    expectAbsent: ({ one, container }) => {
      const { volumes } = podOf(one<IStatefulSet>('StatefulSet', 'prometheus'))
      const file = argument(container('prometheus'), '--config.file')!
      const mount = container('prometheus').volumeMounts!.find(({ mountPath }) => file.startsWith(`${mountPath}/`))!
      expect(volumes!.find(({ name }) => name === mount.name)!.configMap).toBeDefined()
    },
  },
  {
    number: 23,
    title: 'keeps samples in Prometheus for a day or longer, without the deprecated flag',
    expectAbsent: ({ document, container }) => {
      expect(argument(container('prometheus'), '--storage.tsdb.retention.time')).toBeUndefined()
      // The receivers store the samples of an agent.
      if (container('prometheus').args!.includes('--agent')) return
      const { storage } = document<PrometheusConfiguration>('prometheus', 'prometheus.yaml')
      expect(hours(storage.tsdb.retention.time)).toBeGreaterThanOrEqual(24)
    },
  },
  {
    number: 24,
    title: 'locks the data folder of Prometheus',
    expectAbsent: ({ container }) => {
      expect(container('prometheus').args).not.toContain('--storage.tsdb.no-lockfile')
    },
  },
  {
    number: 25,
    title: 'leaves the admin API of Prometheus off',
    expectAbsent: ({ container }) => {
      expect(container('prometheus').args).not.toContain('--web.enable-admin-api')
    },
  },
]
