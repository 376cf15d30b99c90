// The repository grew out of a page of manifests (the seed) that had 37 defects. Here is the proof, on the rendered manifests of
// every environment, that none of them is left. README.md has the same numbers.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment'
import type { IStatefulSet } from 'kubernetes-models/apps/v1/StatefulSet'
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget'
import type { IClusterRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/ClusterRole'
import type { IClusterRoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/ClusterRoleBinding'
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap'
import type { IContainer } from 'kubernetes-models/v1/Container'
import type { IService } from 'kubernetes-models/v1/Service'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

type Workload = IDeployment | IStatefulSet
interface Rendered {
  kind: string
  metadata: { name: string; namespace?: string }
}
interface PrometheusConfig {
  global: { external_labels: Record<string, string> }
  storage: { tsdb: { retention: { time: string } } }
  scrape_configs: { kubernetes_sd_configs?: { role: string }[] }[]
}

const environments = join(import.meta.dirname, '../environments')
const names = readdirSync(environments).filter((name) => existsSync(join(environments, name, 'manifests')))
/** The environments that promise to survive the loss of a node. */
const highlyAvailable = ['production', 'staging']
const clusterScoped = ['ClusterRole', 'ClusterRoleBinding', 'Namespace']

const load = (environment: string) => {
  const folder = join(environments, environment, 'manifests')
  const objects = readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => parse(readFileSync(join(folder, file), 'utf8')) as Rendered)
  const all = <T>(...kinds: string[]) => objects.filter(({ kind }) => kinds.includes(kind)) as T[]
  const one = <T>(kind: string, name: string) => {
    const found = objects.find((object) => object.kind === kind && object.metadata.name === name)
    if (found === undefined) throw new Error(`${environment} has no ${kind}/${name}`)
    return found as T
  }
  const workloads = all<Workload>('Deployment', 'StatefulSet')
  const containers = workloads.flatMap((workload) => podOf(workload).containers)
  return {
    environment,
    objects,
    all,
    one,
    workloads,
    containers,
    container: (name: string) => containers.find((container) => container.name === name)!,
    document: (configMap: string, key: string): unknown => parse(one<IConfigMap>('ConfigMap', configMap).data![key]!),
    bucketUsers: containers.filter(({ args }) => args?.some((arg) => arg.startsWith('--objstore.config'))),
  }
}
type Environment = ReturnType<typeof load>

const podOf = (workload: Workload) => workload.spec!.template.spec!
const podLabelsOf = (workload: Workload) => workload.spec!.template.metadata!.labels!
const selects = (selector: Record<string, string>, labels: Record<string, string>) =>
  Object.entries(selector).every(([key, value]) => labels[key] === value)
const argument = (container: IContainer, flag: string) =>
  container.args!.find((arg) => arg.startsWith(`${flag}=`))?.slice(flag.length + 1)
const bytes = (text: string) => {
  const [, amount, unit] = /^(\d+)([KMG])i?B?$/.exec(text)!
  return Number(amount) * 1024 ** ('KMG'.indexOf(unit!) + 1)
}
const hours = (text: string) => Number.parseInt(text, 10) * (text.endsWith('d') ? 24 : 1)

const isThanos = ({ image }: IContainer) => image!.includes('/thanos:')
const readsBlocks = ['thanos-sidecar', 'thanos-store', 'thanos-compact']

const defects: [number: number, defect: string, isAbsent: (environment: Environment) => void][] = [
  [
    1,
    'the endpoint stands where the bucket belongs',
    ({ document }) => {
      expect(document('thanos-objstore', 'objstore.yaml')).toMatchObject({
        config: { bucket: '$(BUCKET_NAME)', endpoint: '$(BUCKET_HOST):$(BUCKET_PORT)' },
      })
    },
  ],
  [
    2,
    'the name of the bucket is guessed',
    ({ bucketUsers }) => {
      expect(bucketUsers.map(({ name }) => name)).toEqual(expect.arrayContaining(readsBlocks))
      for (const { env } of bucketUsers)
        for (const name of ['BUCKET_NAME', 'BUCKET_HOST', 'BUCKET_PORT'])
          expect(env).toContainEqual({ name, valueFrom: { configMapKeyRef: { name: 'thanos-bucket', key: name } } })
    },
  ],
  [
    3,
    'the keys are those of a user who does not own the bucket',
    ({ bucketUsers, objects }) => {
      const claimed = objects.some(({ kind }) => kind === 'ObjectBucketClaim')
      for (const { env } of bucketUsers)
        expect(env!.flatMap(({ valueFrom }) => valueFrom?.secretKeyRef ?? [])).toEqual(
          claimed ? ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'].map((key) => ({ name: 'thanos-bucket', key })) : [],
        )
    },
  ],
  [
    4,
    'the bucket claim is in another namespace than its users',
    ({ all, one, environment }) => {
      const claims = all<Rendered>('ObjectBucketClaim')
      expect(claims).toHaveLength(environment === 'local' ? 0 : 1)
      for (const { metadata } of claims)
        expect(metadata.namespace).toBe(one<Rendered>('StatefulSet', 'thanos-store').metadata.namespace)
    },
  ],
  [
    5,
    'a person copies keys into a Secret',
    ({ objects, workloads }) => {
      expect(objects.map(({ kind }) => kind)).not.toContain('Secret')
      for (const workload of workloads)
        expect((podOf(workload).volumes ?? []).filter(({ secret }) => secret)).toEqual([])
    },
  ],
  [
    6,
    'the namespace stands outside metadata',
    ({ objects, one, all }) => {
      const [namespace] = all<Rendered>('Namespace')
      for (const object of objects) {
        expect(object).not.toHaveProperty('namespace')
        if (!clusterScoped.includes(object.kind)) expect(object.metadata.namespace).toBe(namespace!.metadata.name)
      }
      expect(one('ServiceAccount', 'prometheus')).toBeDefined()
    },
  ],
  [
    7,
    'the ClusterRole is no ClusterRole',
    ({ all }) => {
      for (const { rules } of all<IClusterRole>('ClusterRole'))
        for (const rule of rules!) {
          expect(rule.verbs).not.toHaveLength(0)
          expect(rule.nonResourceURLs ?? (rule.apiGroups && rule.resources)).toBeDefined()
        }
    },
  ],
  [
    8,
    'the ClusterRoleBinding binds nothing',
    ({ all, one }) => {
      const bindings = all<IClusterRoleBinding>('ClusterRoleBinding')
      expect(bindings).toHaveLength(1)
      for (const { roleRef, subjects } of bindings) {
        one(roleRef.kind, roleRef.name)
        for (const subject of subjects!)
          expect(one<Rendered>(subject.kind, subject.name).metadata.namespace).toBe(subject.namespace)
      }
    },
  ],
  [
    9,
    'a right to an API group that is gone',
    ({ all }) => {
      for (const { rules } of all<IClusterRole>('ClusterRole'))
        expect(rules!.flatMap(({ apiGroups }) => apiGroups ?? [])).not.toContain('extensions')
    },
  ],
  [
    10,
    'discovery by Endpoints',
    ({ all, document }) => {
      const resources = all<IClusterRole>('ClusterRole').flatMap(({ rules }) =>
        rules!.flatMap((rule) => rule.resources ?? []),
      )
      expect(resources).toContain('endpointslices')
      expect(resources).not.toContain('endpoints')
      const { scrape_configs } = document('prometheus', 'prometheus.yaml') as PrometheusConfig
      const roles = scrape_configs.flatMap((job) => job.kubernetes_sd_configs?.map(({ role }) => role) ?? [])
      expect(roles).toContain('endpointslice')
      expect(roles).not.toContain('endpoints')
    },
  ],
  [
    11,
    'the right to use every kubelet',
    ({ all }) => {
      const resources = all<IClusterRole>('ClusterRole').flatMap(({ rules }) =>
        rules!.flatMap((rule) => rule.resources ?? []),
      )
      expect(resources).toContain('nodes/metrics')
      expect(resources).not.toContain('nodes/proxy')
    },
  ],
  [
    12,
    'a Thanos of 2020',
    ({ containers }) => {
      const tags = new Set(containers.filter(isThanos).map(({ image }) => image!.split(':').at(-1)))
      expect([...tags]).toEqual([expect.stringMatching(/^v0\.(4[2-9]|[5-9]\d)\./)])
    },
  ],
  [
    13,
    'a Prometheus of 2020',
    ({ container }) => {
      expect(container('prometheus').image).toMatch(/:v3\./)
    },
  ],
  [
    14,
    'data in a folder without a volume',
    ({ all }) => {
      const folders = all<IStatefulSet>('StatefulSet').flatMap(({ metadata, spec }) =>
        spec!.template.spec!.containers.flatMap((container) =>
          ['--data-dir', '--storage.tsdb.path', '--tsdb.path', '--storage.path'].flatMap((flag) => {
            const folder = argument(container, flag)
            if (folder === undefined) return []
            const mount = container.volumeMounts!.find(({ mountPath }) => mountPath === folder)
            expect(
              spec!.volumeClaimTemplates!.map((claim) => claim.metadata!.name),
              `${metadata!.name} ${folder}`,
            ).toContain(mount?.name)
            return [folder]
          }),
        ),
      )
      expect(folders.length).toBeGreaterThanOrEqual(4)
    },
  ],
  [
    15,
    'the Service of the compactor does not parse',
    ({ one }) => {
      const { spec } = one<IService>('Service', 'thanos-compact')
      expect(spec!.selector).toMatchObject({ 'app.kubernetes.io/name': 'thanos-compact' })
      expect(spec!.ports).toEqual([{ name: 'http', port: 10902, targetPort: 'http' }])
    },
  ],
  [
    16,
    'a StatefulSet without a headless Service',
    ({ all, one }) => {
      for (const { spec } of all<IStatefulSet>('StatefulSet')) {
        const service = one<IService>('Service', spec!.serviceName!)
        expect(service.spec!.clusterIP).toBe('None')
        expect(selects(service.spec!.selector!, spec!.template.metadata!.labels!)).toBe(true)
      }
    },
  ],
  [
    17,
    'the removed flag --store',
    ({ container }) => {
      expect(argument(container('thanos-query'), '--store')).toBeUndefined()
      expect(argument(container('thanos-query'), '--endpoint.sd-config-file')).toBeDefined()
    },
  ],
  [
    18,
    'an SRV name that only CoreDNS understands',
    ({ document, one }) => {
      const { endpoints } = document('thanos-query', 'endpoints.yaml') as { endpoints: { address: string }[] }
      for (const { address } of endpoints) {
        const [, port, service, namespace] = /^dnssrv\+_([a-z]+)\._tcp\.([a-z-]+)\.([a-z-]+)\.svc\.[a-z.]+$/.exec(
          address,
        )!
        const { metadata, spec } = one<IService>('Service', service!)
        expect(metadata!.namespace).toBe(namespace)
        expect(spec!.clusterIP).toBe('None')
        expect(spec!.ports!.map(({ name }) => name)).toContain(port)
      }
    },
  ],
  [
    19,
    'one Service over the pods of several components',
    ({ all, workloads }) => {
      for (const { metadata, spec } of all<IService>('Service'))
        expect(
          workloads.filter((workload) => selects(spec!.selector!, podLabelsOf(workload))),
          metadata!.name!,
        ).toHaveLength(1)
    },
  ],
  [
    20,
    'ConfigMaps that are nowhere',
    ({ objects, workloads }) => {
      const claimed = objects.some(({ kind }) => kind === 'ObjectBucketClaim') ? ['thanos-bucket'] : []
      const known = [
        ...claimed,
        ...objects.filter(({ kind }) => kind === 'ConfigMap').map(({ metadata }) => metadata.name),
      ]
      for (const workload of workloads) {
        const { volumes = [], containers } = podOf(workload)
        const mounted = volumes.flatMap(({ configMap }) => configMap?.name ?? [])
        const read = containers.flatMap(({ env = [] }) =>
          env.flatMap(({ valueFrom }) => valueFrom?.configMapKeyRef?.name ?? []),
        )
        expect(known).toEqual(expect.arrayContaining([...mounted, ...read]))
      }
    },
  ],
  [
    21,
    'no external labels, or others than the query removes',
    ({ document, container }) => {
      const { global } = document('prometheus', 'prometheus.yaml') as PrometheusConfig
      expect(global.external_labels).toEqual({
        cluster: expect.any(String) as string,
        prometheus_replica: '${POD_NAME}',
      })
      expect(container('prometheus').env).toContainEqual({
        name: 'POD_NAME',
        valueFrom: { fieldRef: { fieldPath: 'metadata.name' } },
      })
      expect(container('thanos-query').args).toContain('--query.replica-label=prometheus_replica')
    },
  ],
  [
    22,
    'Prometheus waits for a file that another container writes',
    ({ one, container }) => {
      const { volumes } = podOf(one<IStatefulSet>('StatefulSet', 'prometheus'))
      const file = argument(container('prometheus'), '--config.file')!
      const mount = container('prometheus').volumeMounts!.find(({ mountPath }) => file.startsWith(`${mountPath}/`))!
      expect(volumes!.find(({ name }) => name === mount.name)!.configMap).toBeDefined()
    },
  ],
  [
    23,
    'the bare minimum of retention, by a deprecated flag',
    ({ document, container }) => {
      expect(argument(container('prometheus'), '--storage.tsdb.retention.time')).toBeUndefined()
      const { storage } = document('prometheus', 'prometheus.yaml') as PrometheusConfig
      expect(hours(storage.tsdb.retention.time)).toBeGreaterThanOrEqual(24)
    },
  ],
  [
    24,
    'no lock on the data',
    ({ container }) => {
      expect(container('prometheus').args).not.toContain('--storage.tsdb.no-lockfile')
    },
  ],
  [
    25,
    'an open admin API',
    ({ container }) => {
      expect(container('prometheus').args).not.toContain('--web.enable-admin-api')
    },
  ],
  [
    26,
    'a root container that opens the data to everyone',
    ({ workloads, containers }) => {
      for (const workload of workloads) {
        expect(podOf(workload).initContainers).toBeUndefined()
        expect(podOf(workload).securityContext).toMatchObject({
          runAsNonRoot: true,
          fsGroup: expect.any(Number) as number,
        })
      }
      for (const { image } of containers) expect(image).toMatch(/:v?\d+\.\d+(\.\d+)?$/)
    },
  ],
  [
    27,
    'containers without probes',
    ({ containers }) => {
      for (const { name, livenessProbe, readinessProbe } of containers) {
        expect(livenessProbe?.httpGet, name).toBeDefined()
        expect(readinessProbe?.httpGet, name).toBeDefined()
      }
    },
  ],
  [
    28,
    'healthy taken for ready',
    ({ containers }) => {
      for (const { name, livenessProbe, readinessProbe } of containers.filter(({ name }) => name !== 'seaweedfs')) {
        expect(livenessProbe!.httpGet!.path, name).toBe('/-/healthy')
        expect(readinessProbe!.httpGet!.path, name).toBe('/-/ready')
      }
    },
  ],
  [
    29,
    'configuration mounted for writing',
    ({ workloads }) => {
      for (const workload of workloads) {
        const { volumes = [], containers } = podOf(workload)
        const configuration = volumes.filter(({ configMap, secret }) => configMap ?? secret).map(({ name }) => name)
        for (const mount of containers.flatMap(({ volumeMounts = [] }) => volumeMounts))
          if (configuration.includes(mount.name)) expect(mount.readOnly, mount.mountPath).toBe(true)
      }
    },
  ],
  [
    30,
    'one replica of everything',
    ({ environment, workloads, all }) => {
      if (!highlyAvailable.includes(environment)) return
      const budgets = all<IPodDisruptionBudget>('PodDisruptionBudget')
      for (const workload of workloads.filter(({ metadata }) => metadata!.name !== 'thanos-compact')) {
        const name = workload.metadata!.name!
        expect(workload.spec!.replicas, name).toBeGreaterThanOrEqual(2)
        expect(podOf(workload).affinity?.podAntiAffinity, name).toBeDefined()
        expect(
          budgets.filter(({ spec }) => selects(spec!.selector!.matchLabels!, podLabelsOf(workload))),
          name,
        ).toHaveLength(1)
      }
    },
  ],
  [
    31,
    'a volume claim labelled as another app',
    ({ all }) => {
      for (const { spec } of all<IStatefulSet>('StatefulSet'))
        for (const { metadata } of spec!.volumeClaimTemplates!)
          expect(selects(metadata!.labels!, spec!.template.metadata!.labels!)).toBe(true)
    },
  ],
  [
    32,
    'log levels that say all or nothing',
    ({ containers }) => {
      for (const container of containers.filter(isThanos))
        expect(argument(container, '--log.level'), container.name).toBe('info')
    },
  ],
  [
    33,
    'caches without a memory limit',
    ({ container, containers }) => {
      for (const { name, resources } of containers) expect(resources?.limits?.memory, name).toBeDefined()
      const store = container('thanos-store')
      const cached = bytes(argument(store, '--index-cache-size')!) + bytes(argument(store, '--chunk-pool-size')!)
      expect(bytes(String(store.resources!.limits!.memory))).toBeGreaterThan(1.5 * cached)
    },
  ],
  [
    34,
    'data kept for ever',
    ({ container }) => {
      const compact = container('thanos-compact')
      const [raw, fiveMinutes, oneHour] = ['raw', '5m', '1h'].map((resolution) =>
        argument(compact, `--retention.resolution-${resolution}`),
      )
      expect(raw).toMatch(/^[1-9]\d*d$/)
      expect([fiveMinutes, oneHour]).toEqual([raw, raw])
      const delay = argument(compact, '--delete-delay')!
      expect(hours(delay)).toBe(2 * hours(argument(container('thanos-store'), '--ignore-deletion-marks-delay')!))
    },
  ],
  [
    35,
    'a query without gRPC',
    ({ one }) => {
      expect(one<IService>('Service', 'thanos-query').spec!.ports!.map(({ name }) => name)).toEqual(['grpc', 'http'])
    },
  ],
  [
    36,
    'components that are only named',
    ({ environment, one, all }) => {
      expect(all('Namespace')).toHaveLength(1)
      if (!highlyAvailable.includes(environment)) return
      one('StatefulSet', 'thanos-rule')
      one('StatefulSet', 'alertmanager')
      one('Deployment', 'thanos-query-frontend')
    },
  ],
  [
    37,
    'names that the mixins do not find',
    ({ containers }) => {
      for (const { name, args } of containers.filter(isThanos)) expect(name).toBe(`thanos-${args![0]}`)
    },
  ],
]

describe.each(names)('%s', (name) => {
  const environment = load(name)
  it.each(defects)('is free of defect %i: %s', (_number, _defect, isAbsent) => isAbsent(environment))
})

it('every defect has its number', () => {
  expect(names).not.toHaveLength(0)
  expect(defects.map(([number]) => number)).toEqual(Array.from({ length: 37 }, (_, index) => index + 1))
})
