import { type KubernetesObject, unshardedName } from '@thanos-gitops/manifest'
import type { IDaemonSet } from 'kubernetes-models/apps/v1/DaemonSet'
import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler'
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget'
import { expect } from 'vitest'
import { argument, isThanos, podLabelsOf, podOf, selects } from '../rendered-stack.ts'
import type { Defect } from './defect.ts'

/**
 * Two compactors corrupt the bucket, two copies of it do the same work, SeaweedFS is for laptops, each replica of kube-state-metrics exposes all objects, replicas of
 * Grafana do not share sessions, and replicas of Valkey do not share items.
 */
const singletons = [
  'thanos-compact',
  'thanos-bucket-replicate',
  'thanos-bucket-web',
  'seaweedfs',
  'kube-state-metrics',
  'grafana',
  'valkey',
]

/** Programs with other paths than those of Prometheus and Thanos. */
const hasOtherPaths = (name: string): boolean =>
  [
    'seaweedfs',
    'kube-state-metrics',
    'grafana',
    'memcached',
    'memcached-exporter',
    'valkey',
    'valkey-exporter',
  ].includes(name) || name.startsWith('oauth2-proxy-')

export const podDefects: readonly Defect[] = [
  {
    number: 12,
    title: 'runs one version of Thanos, 0.42 or later',
    expectAbsent: ({ containers }) => {
      const tags = new Set(containers.filter(isThanos).map(({ image }) => image!.split(':').at(-1)))
      expect([...tags]).toEqual([expect.stringMatching(/^v0\.(4[2-9]|[5-9]\d)\./)])
    },
  },
  {
    number: 26,
    title: 'has no init container that runs as root, and images with a tag',
    expectAbsent: ({ workloads, containers }) => {
      for (const workload of workloads) {
        expect(podOf(workload).initContainers).toBeUndefined()
        expect(podOf(workload).securityContext).toMatchObject({
          runAsNonRoot: true,
          fsGroup: expect.any(Number) as number,
        })
      }
      for (const { image } of containers) expect(image).toMatch(/:v?\d+\.\d+(\.\d+)?$/)
    },
  },
  {
    number: 27,
    title: 'has probes for each container',
    expectAbsent: ({ containers }) => {
      // Caches do not speak HTTP.
      const ofHttp = containers.filter(({ name }) => name !== 'memcached' && name !== 'valkey')
      for (const { name, livenessProbe, readinessProbe } of ofHttp) {
        expect(livenessProbe?.httpGet, name).toBeDefined()
        expect(readinessProbe?.httpGet, name).toBeDefined()
      }
    },
  },
  {
    number: 28,
    title: 'tests readiness and health by different paths',
    expectAbsent: ({ containers }) => {
      for (const { name, livenessProbe, readinessProbe } of containers.filter(({ name }) => !hasOtherPaths(name))) {
        expect(livenessProbe!.httpGet!.path, name).toBe('/-/healthy')
        expect(readinessProbe!.httpGet!.path, name).toBe('/-/ready')
      }
    },
  },
  {
    number: 29,
    title: 'mounts configuration read-only',
    expectAbsent: ({ workloads }) => {
      for (const workload of workloads) {
        const { volumes = [], containers } = podOf(workload)
        const configuration = volumes.filter(({ configMap, secret }) => configMap ?? secret).map(({ name }) => name)
        for (const mount of containers.flatMap(({ volumeMounts = [] }) => volumeMounts))
          if (configuration.includes(mount.name)) expect(mount.readOnly, mount.mountPath).toBe(true)
      }
    },
  },
  {
    number: 30,
    title: 'survives the loss of a node, unless an environment sets one replica',
    expectAbsent: ({ variant, workloads, all }) => {
      if (variant.replicas === 'one') return
      const budgets = all<IPodDisruptionBudget>('PodDisruptionBudget')
      const scalers = all<IHorizontalPodAutoscaler>('HorizontalPodAutoscaler')
      for (const workload of workloads.filter((one) => !singletons.includes(unshardedName(one as KubernetesObject)))) {
        const name = workload.metadata!.name!
        const scaler = scalers.find(({ spec }) => spec!.scaleTargetRef.name === name)
        expect(scaler?.spec?.minReplicas ?? workload.spec!.replicas, name).toBeGreaterThanOrEqual(2)
        expect(podOf(workload).affinity?.podAntiAffinity, name).toBeDefined()
        expect(
          budgets.filter(({ spec }) => selects(spec!.selector!.matchLabels!, podLabelsOf(workload))),
          name,
        ).toHaveLength(1)
      }
    },
  },
  {
    number: 32,
    title: 'logs at level info',
    expectAbsent: ({ containers }) => {
      for (const container of containers.filter(isThanos))
        expect(argument(container, '--log.level'), container.name).toBe('info')
    },
  },
  {
    number: 36,
    title: 'contains the components that the environment lists, and their namespaces',
    expectAbsent: ({ variant, workloads, all }) => {
      expect(all('Namespace')).toHaveLength(variant.components.includes('node-exporter') ? 2 : 1)
      const names = [...workloads, ...all<IDaemonSet>('DaemonSet')].map((object) =>
        unshardedName(object as KubernetesObject),
      )
      expect(names).toEqual(
        expect.arrayContaining([
          'prometheus',
          'thanos-store',
          'thanos-compact',
          'thanos-query',
          ...variant.components.filter((component) => !['operator-monitors', 'priority-classes'].includes(component)),
          ...(variant.components.includes('thanos-receive') ? ['thanos-receive-router'] : []),
        ]),
      )
    },
  },
  {
    number: 37,
    title: 'names containers as the dashboards of thanos-mixin expect',
    expectAbsent: ({ containers }) => {
      for (const { name, args } of containers.filter(isThanos)) {
        const router = args!.some((arg) => arg.startsWith('--receive.hashrings-file='))
        const command = args![0] === 'tools' ? args!.slice(1, 3).join('-') : args![0]
        const global = args!.includes('--query.mode=distributed')
        expect(name).toBe(`thanos-${command}${router ? '-router' : ''}${global ? '-global' : ''}`)
      }
    },
  },
]
