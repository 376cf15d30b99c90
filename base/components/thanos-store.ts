// Store gateway: serves the blocks of the bucket to the query. Each replica serves all blocks, or those of its shard: shards.md.
import {
  type ConfigMapWithDocuments,
  contentHash,
  defineComponent,
  forEachShard,
  inWave,
  setting,
} from '@thanos-gitops/manifest'
import type { IStatefulSet } from 'kubernetes-models/apps/v1/StatefulSet'
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy'
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget'
import type { IService } from 'kubernetes-models/v1/Service'
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount'
import { srvOf } from '../addresses.ts'
import { alsoOnlyWithout, type ComponentName, onlyWith, onlyWithout } from '../component-names.ts'
import { labelsOf, selectorOf } from '../labels.ts'
import { bucket, dns, pods } from '../network.ts'
import { containerDefaults, oneAtATime, podDefaults, retain, spreadWithVolumes } from '../pod.ts'
import { blocksByHash, shardLabels, shardSuffix } from '../shards.ts'
import { containerPorts, drain, grpc, http, image, probes } from '../thanos.ts'
import { certificateOf, grpcServerTls, httpServerTls, tlsMount, tlsVolume } from '../tls.ts'
import { requestLog, toCollector, tracingOf } from '../tracing.ts'
import { verticalAutoscalerOf } from '../vertical-autoscaling.ts'
import { cacheClient, toMemcached } from './memcached.ts'
import { queriesPriority } from './priority-classes.ts'
import {
  bucketEnv,
  bucketIdentity,
  bucketLabels,
  bucketMounts,
  bucketVolumes,
  objstoreArg,
  objstoreChecksum,
} from './thanos-objstore.ts'
import { redisClient, toValkey } from './valkey.ts'

const name = 'thanos-store'
const namespace = setting('namespace')
const labels = labelsOf(name, 'store-gateway')
const selector = selectorOf(labels)

const nameOfShard = `${name}${shardSuffix}`
const labelsOfShard = { ...labels, ...shardLabels('store.shards') }
const selectorOfShard = { ...selector, ...shardLabels('store.shards') }

export const serviceAccount = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace, labels, annotations: bucketIdentity },
  automountServiceAccountToken: false,
} satisfies IServiceAccount

export const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: nameOfShard, namespace, labels: labelsOfShard },
  spec: { clusterIP: 'None', selector: selectorOfShard, ports: [grpc, http] },
} satisfies IService

const cacheServers: readonly ComponentName[] = ['memcached', 'valkey']

/** The caches in memcached or Valkey, which all replicas share. */
export const configMap = onlyWith(cacheServers, {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace, labels },
  data: {
    'index-cache.yaml': onlyWith('memcached', { type: 'MEMCACHED', config: cacheClient }),
    // Chunks, and the metadata of blocks.
    'bucket-cache.yaml': onlyWith('memcached', { type: 'MEMCACHED', config: cacheClient }),
    'valkey-index-cache.yaml': onlyWith('valkey', { type: 'REDIS', config: redisClient }),
    'valkey-bucket-cache.yaml': onlyWith('valkey', { type: 'REDIS', config: redisClient }),
  },
} satisfies ConfigMapWithDocuments)

const folder = '/etc/thanos/caches'

export const statefulSet = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: nameOfShard, namespace, labels: labelsOfShard, annotations: inWave('data') },
  spec: {
    replicas: 2,
    selector: { matchLabels: selectorOfShard },
    serviceName: service.metadata.name,
    podManagementPolicy: 'Parallel',
    persistentVolumeClaimRetentionPolicy: retain,
    template: {
      metadata: {
        labels: { ...labelsOfShard, ...bucketLabels },
        annotations: {
          ...objstoreChecksum,
          [`checksum/${name}`]: onlyWith(cacheServers, contentHash({ metadata: { name } })),
        },
      },
      spec: {
        ...podDefaults,
        ...spreadWithVolumes(selectorOfShard),
        automountServiceAccountToken: false,
        priorityClassName: queriesPriority,
        serviceAccountName: serviceAccount.metadata.name,
        terminationGracePeriodSeconds: 120,
        containers: [
          {
            ...containerDefaults,
            ...probes,
            name,
            image,
            args: [
              'store',
              '--log.level=info',
              '--log.format=logfmt',
              tracingOf(name),
              requestLog,
              '--grpc-address=0.0.0.0:10901',
              ...grpcServerTls,
              '--http-address=0.0.0.0:10902',
              httpServerTls,
              ...drain,
              // Caches, pool and responses are in Go's heap. The kernel drops pages of the mapped index headers by itself.
              '--enable-auto-gomemlimit',
              '--data-dir=/var/thanos/store',
              objstoreArg,
              // Memory also holds the index headers of blocks, so the memory limit is well above the sum of both.
              alsoOnlyWithout('valkey', onlyWithout('memcached', '--index-cache-size=256MB')),
              onlyWith('memcached', `--index-cache.config-file=${folder}/index-cache.yaml`),
              onlyWith('memcached', `--store.caching-bucket.config-file=${folder}/bucket-cache.yaml`),
              onlyWith('valkey', `--index-cache.config-file=${folder}/valkey-index-cache.yaml`),
              onlyWith('valkey', `--store.caching-bucket.config-file=${folder}/valkey-bucket-cache.yaml`),
              '--chunk-pool-size=512MB',
              '--store.enable-index-header-lazy-reader',
              // A limit per query.
              onlyWithout('store.limits.downloadedBytes', '--store.grpc.downloaded-bytes-limit=1GB'),
              onlyWith(
                'store.limits.downloadedBytes',
                `--store.grpc.downloaded-bytes-limit=${setting('store.limits.downloadedBytes')}`,
              ),
              onlyWith('store.limits.series', `--store.limits.request-series=${setting('store.limits.series')}`),
              onlyWith('store.limits.samples', `--store.limits.request-samples=${setting('store.limits.samples')}`),
              // Half of --delete-delay of the compactor: a block is no longer served when it is removed.
              '--ignore-deletion-marks-delay=24h',
              onlyWith('store.shards.hash', blocksByHash),
              onlyWith('shard.minTime', `--min-time=${setting('shard.minTime')}`),
              onlyWith('shard.maxTime', `--max-time=${setting('shard.maxTime')}`),
            ],
            env: bucketEnv,
            ports: [containerPorts.grpc, containerPorts.http],
            resources: { requests: { cpu: '250m', memory: '1Gi' }, limits: { memory: '2Gi' } },
            volumeMounts: [
              { name: 'data', mountPath: '/var/thanos/store' },
              ...bucketMounts,
              onlyWith(cacheServers, { name: 'caches', mountPath: folder, readOnly: true }),
              tlsMount,
            ],
          },
        ],
        volumes: [
          ...bucketVolumes,
          onlyWith(cacheServers, { name: 'caches', configMap: { name } }),
          tlsVolume(nameOfShard),
        ],
      },
    },
    volumeClaimTemplates: [
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'data', labels: selectorOfShard },
        spec: {
          accessModes: ['ReadWriteOnce'],
          storageClassName: 'rook-ceph-block',
          // Index headers. The store gateway can rebuild them from the bucket, which takes minutes to hours.
          resources: { requests: { storage: '10Gi' } },
        },
      },
    ],
  },
} satisfies IStatefulSet

export const networkPolicy = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace, labels },
  spec: {
    podSelector: { matchLabels: selector },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      { from: [pods('thanos-query')], ports: [{ port: 'grpc' }] },
      { from: [pods('prometheus')], ports: [{ port: 'http' }] },
    ],
    egress: [dns, ...bucket, toMemcached(), toValkey(), toCollector()],
  },
} satisfies INetworkPolicy

export const podDisruptionBudget = {
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: nameOfShard, namespace, labels: labelsOfShard },
  spec: { ...oneAtATime, selector: { matchLabels: selectorOfShard } },
} satisfies IPodDisruptionBudget

export const certificate = certificateOf(nameOfShard, labelsOfShard, [service])

/** The address that the query connects to, of one shard. */
export const endpoint = `dnssrv+${srvOf(service, grpc)}`

export default defineComponent(name, [
  serviceAccount,
  forEachShard('store.shards', service),
  forEachShard('store.shards', certificate),
  configMap,
  networkPolicy,
  forEachShard('store.shards', statefulSet),
  forEachShard('store.shards', verticalAutoscalerOf(statefulSet)),
  forEachShard('store.shards', podDisruptionBudget),
])
