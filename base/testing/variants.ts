import type { Environment } from '@thanos-gitops/manifest'
import { access } from './access.ts'
import { alerting, withoutAlerting } from './alerting.ts'
import { backup, backupOf } from './backup.ts'
import { type BucketName, buckets } from './buckets.ts'
import { grafana } from './grafana.ts'
import { ingestion } from './ingestion.ts'
import { external, externalUrls, largeSizes, mirror, noRedundancy, oneReplica, rulesOfTeam } from './patches.ts'
import { keda, queries, verticalPodAutoscalers } from './queries.ts'
import { shards } from './shards.ts'
import { type ObjectStorage, type OptionalComponent, objectStorages, optionalComponents } from './stack.ts'
import { tls } from './tls.ts'

type Delivery = Environment['delivery']

/** One choice of settings: the files of an environment, whose paths are relative to its folder. */
export interface Variant {
  /** Of the environment, and so of its folder. */
  readonly name: string
  readonly objectStorage: ObjectStorage
  /** A bucket of another cloud, or with other settings, than those of its object storage. */
  readonly bucket?: BucketName
  readonly components: readonly OptionalComponent[]
  readonly replicas: 'one' | 'many'
  readonly delivery: Delivery
  readonly files: Readonly<Record<string, string>>
}

const none: readonly OptionalComponent[] = []

/**
 * The settings with which the base is tested: each object storage with every and with no optional component, each
 * optional component alone and missing alone, one and many replicas, each delivery tool, a mirror of the images.
 */
export const variants: readonly Variant[] = [
  ...Object.keys(objectStorages).flatMap((provider, index) => {
    const objectStorage = provider as ObjectStorage
    const delivery = (['argo-cd', 'flux', 'both'] as const)[index % 3]!
    return [
      variant(`${provider}-all`, { objectStorage, delivery }),
      variant(`${provider}-none`, { objectStorage, delivery, components: none }),
    ]
  }),
  ...optionalComponents.flatMap((component) => [
    variant(`only-${component}`, { components: [component] }),
    variant(`without-${component}`, { components: optionalComponents.filter((other) => other !== component) }),
  ]),
  variant('only-valkey', { components: ['valkey'] }),
  variant('valkey-for-memcached', {
    components: optionalComponents.map((component) => (component === 'memcached' ? 'valkey' : component)),
    settings: tls['own-ca'] + verticalPodAutoscalers.changes,
    delivery: 'both',
  }),
  variant('one-replica-all', { replicas: 'one', delivery: 'both' }),
  variant('one-replica-none', { replicas: 'one', components: none, delivery: 'flux' }),
  variant('one-replica-seaweedfs', { replicas: 'one', objectStorage: 'seaweedfs', delivery: 'argo-cd' }),
  variant('external-urls', { settings: externalUrls }),
  ...Object.entries(access).map(([name, settings]) => variant(`access-${name}`, { settings, delivery: 'both' })),
  variant('access-alone', { components: none, settings: access.gateway }),
  ...Object.entries(grafana).map(([name, settings]) => variant(`grafana-${name}`, { settings, delivery: 'both' })),
  variant('zones', { settings: `zones: 3\n${verticalPodAutoscalers.recommends}` }),
  ...Object.entries(tls).map(([name, settings]) => variant(`tls-${name}`, { settings, delivery: 'both' })),
  variant('queries-tuned', {
    settings: queries + tls['own-ca'] + verticalPodAutoscalers['changes-cpu'],
    delivery: 'both',
  }),
  variant('queries-by-keda', { settings: keda + tls['own-ca'] + verticalPodAutoscalers.changes, delivery: 'both' }),
  variant('queries-without-optional', {
    components: none,
    settings:
      'query: {autoscaling: {max: 4}, tenancy: {label: tenant_id}, remote: [{address: "thanos-query.eu-1.example.com:10901"}]}\ntracing: {endpoint: "http://otel-collector.observability.svc:4317"}\n',
  }),
  variant('tls-alone', { components: none, settings: tls['own-ca'] }),
  variant('tls-with-access', { replicas: 'one', settings: tls['own-ca'] + access.gateway }),
  ...Object.keys(objectStorages).map((provider) =>
    variant(`${provider}-with-prefix`, {
      objectStorage: provider as ObjectStorage,
      prefix: 'team/eu-1',
      components: none,
    }),
  ),
  ...Object.entries(backup)
    // A container with keys of the first bucket cannot have an identity for the second one.
    .filter(([provider]) => provider !== 'workload-identity')
    .flatMap(([provider, settings]) => [
      variant(`backup-${provider}-of-rook`, { components: ['thanos-bucket-replicate'], backup: settings }),
      variant(`backup-${provider}-by-identity`, {
        objectStorage: 'workload-identity',
        components: ['thanos-bucket-replicate'],
        backup: settings,
      }),
    ]),
  ...Object.entries(buckets).map(([name, choice]) =>
    variant(`bucket-${name}`, {
      objectStorage: choice.objectStorage,
      bucket: name as BucketName,
      backup: choice.backup,
      components: ['thanos-bucket-replicate', 'thanos-rule', 'thanos-receive'],
      delivery: 'both',
    }),
  ),
  // Everything that can be on at the same time: base/features.md has the time that it takes.
  variant('everything', {
    objectStorage: buckets['gcs-keys'].objectStorage,
    bucket: 'gcs-keys',
    backup: buckets['gcs-keys'].backup,
    delivery: 'both',
    settings: [
      access.gateway,
      shards['store-shards-by-time'].replace(/^compact: .*\n/m, ''),
      queries,
      ingestion.everything,
      verticalPodAutoscalers.changes,
      'zones: 3\nrule: {shards: 2}\ncompact: {shards: 2, concurrency: 2, deduplicate: receivers}\n',
    ].join(''),
  }),
  variant('receivers-deduplicated', {
    components: ['thanos-receive'],
    settings: 'compact: {concurrency: 2, deduplicate: receivers}\n',
  }),
  variant('prometheus-deduplicated', {
    components: none,
    settings: 'compact: {downsampleConcurrency: 4, deduplicate: prometheus}\n',
  }),
  ...Object.entries(shards).map(([name, settings]) => variant(name, { settings, delivery: 'both' })),
  variant('ingestion', {
    settings: ingestion.everything + ingestion['ruler-shards-write-to-receivers'] + tls['own-ca'],
  }),
  variant('operator-evaluates-rules', { settings: ingestion['operator-evaluates-rules'] + tls['own-ca'] }),
  variant('ruler-writes-elsewhere', {
    objectStorage: 'workload-identity',
    settings: ingestion['ruler-writes-elsewhere'] + ingestion['prometheus-writes-elsewhere'],
  }),
  variant('agent', {
    objectStorage: 'seaweedfs',
    components: ['thanos-rule', 'thanos-receive', 'alertmanager'],
    settings: ingestion.agent,
  }),
  variant('agent-shards', { settings: ingestion['agent-shards'] + tls['own-ca'], delivery: 'both' }),
  variant('agent-monitored-by-operator', {
    objectStorage: 'workload-identity',
    components: ['thanos-rule', 'thanos-receive', 'alertmanager', 'operator-monitors'],
    settings: ingestion.agent + ingestion['operator-evaluates-rules'] + ingestion['ruler-writes-to-receivers'],
  }),
  variant('receivers-leave', { settings: ingestion['receivers-leave'], patches: { 'rules.yaml': rulesOfTeam } }),
  variant('own-bucket-keeps-all', { retention: '0d' }),
  variant('bucket-with-retentions', {
    objectStorage: 'existing-secret',
    retention: '{raw: 30d, 5m: 180d, 1h: 2y}',
  }),
  // The index cache of these sizes is in the store gateways.
  variant('large', {
    components: optionalComponents.filter((component) => component !== 'memcached'),
    patches: { 'sizes.yaml': largeSizes },
    settings: mirror,
  }),
]

interface Choice {
  readonly objectStorage?: ObjectStorage
  readonly bucket?: BucketName
  readonly components?: readonly OptionalComponent[]
  readonly replicas?: Variant['replicas']
  readonly delivery?: Delivery
  /** A folder of the bucket. */
  readonly prefix?: string
  /** `backup` of `environment.yaml`, with `thanos-bucket-replicate`. */
  readonly backup?: string
  /** `retention` of `environment.yaml`. */
  readonly retention?: string
  /** Further lines of `environment.yaml`. */
  readonly settings?: string
  readonly patches?: Readonly<Record<string, string>>
}

function variant(
  name: string,
  {
    objectStorage = 'rook',
    bucket,
    components = optionalComponents,
    replicas = 'many',
    delivery = 'argo-cd',
    prefix,
    retention = '',
    backup: secondBucket = backupOf(objectStorage),
    settings = '',
    patches = {},
  }: Choice,
): Variant {
  const all = replicas === 'one' ? { ...patches, 'replicas.yaml': oneReplica(components) } : patches
  return {
    name,
    objectStorage,
    ...(bucket === undefined ? {} : { bucket }),
    components,
    replicas,
    delivery,
    files: {
      'environment.yaml': environmentYaml(name, {
        objectStorage,
        components,
        delivery,
        storage: bucket === undefined ? storageOf(objectStorage, prefix) : buckets[bucket].settings.trimEnd(),
        settings: [
          components.includes('thanos-bucket-replicate') ? secondBucket : '',
          retention === '' ? '' : `retention: ${retention}\n`,
          settings,
        ].join(''),
      }),
      'exceptions.yaml':
        replicas === 'one' && components.includes('thanos-receive') ? external + noRedundancy : external,
      ...Object.fromEntries(Object.entries(all).map(([file, text]) => [`patches/${file}`, text])),
    },
  }
}

function environmentYaml(
  name: string,
  {
    objectStorage,
    components,
    delivery,
    storage,
    settings,
  }: Pick<Variant, 'objectStorage' | 'components' | 'delivery'> & {
    /** The lines of `objectStorage`. */
    readonly storage: string
    readonly settings: string
  },
): string {
  return `apiVersion: thanos-gitops/v1
kind: Environment
cluster: ${name}
kubernetesVersion: "1.36"
namespace: kube-monitor
clusterDomain: cluster.local
delivery: ${delivery}
${storage}
components: [${components.join(', ')}]
${settings}${alertingOf(objectStorage, components)}`
}

function storageOf(objectStorage: ObjectStorage, prefix: string | undefined): string {
  const { settings } = objectStorages[objectStorage]
  if (prefix === undefined) return settings
  const mapping = settings.includes('\n') ? settings : `objectStorage:\n  provider: ${objectStorage}`
  return `${mapping}\n  prefix: ${prefix}`
}

/** Receivers with the same source of Secrets as the object storage, if it has one. */
function alertingOf(objectStorage: ObjectStorage, components: Variant['components']): string {
  if (!components.includes('alertmanager')) return withoutAlerting
  return objectStorage in alerting ? alerting[objectStorage as keyof typeof alerting] : alerting['existing-secret']
}
