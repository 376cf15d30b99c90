// Compactor: merges, downsamples and deletes blocks. Two compactors on one stream of blocks corrupt each other's work, so it, or each of
// its shards (shards.md), has one replica and no disruption budget: it can stop at any time and continues its work later.
import { defineComponent, forEachShard, inWave, setting } from '@thanos-gitops/manifest'
import type { IStatefulSet } from 'kubernetes-models/apps/v1/StatefulSet'
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy'
import type { IService } from 'kubernetes-models/v1/Service'
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount'
import { onlyWith, onlyWithout } from '../component-names.ts'
import { labelsOf, selectorOf } from '../labels.ts'
import { bucket, dns, pods } from '../network.ts'
import { containerDefaults, podDefaults, retain } from '../pod.ts'
import { shardLabels, shardSuffix, streamsByHash, streamsByTenant } from '../shards.ts'
import { containerPorts, http, image, probes } from '../thanos.ts'
import { certificateOf, httpServerTls, tlsMount, tlsVolume } from '../tls.ts'
import { toCollector, tracingOf } from '../tracing.ts'
import { verticalAutoscalerOf } from '../vertical-autoscaling.ts'
import {
  bucketEnv,
  bucketIdentity,
  bucketLabels,
  bucketMounts,
  bucketVolumes,
  objstoreArg,
  objstoreChecksum,
} from './thanos-objstore.ts'

const name = 'thanos-compact'
const namespace = setting('namespace')
const labels = labelsOf(name, 'compactor')
const selector = selectorOf(labels)

const nameOfShard = `${name}${shardSuffix}`
const labelsOfShard = { ...labels, ...shardLabels('compact.shards') }
const selectorOfShard = { ...selector, ...shardLabels('compact.shards') }

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
  spec: { clusterIP: 'None', selector: selectorOfShard, ports: [http] },
} satisfies IService

export const statefulSet = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: nameOfShard, namespace, labels: labelsOfShard, annotations: inWave('data') },
  spec: {
    replicas: 1,
    selector: { matchLabels: selectorOfShard },
    serviceName: service.metadata.name,
    podManagementPolicy: 'Parallel',
    persistentVolumeClaimRetentionPolicy: retain,
    template: {
      metadata: { labels: { ...labelsOfShard, ...bucketLabels }, annotations: objstoreChecksum },
      spec: {
        ...podDefaults,
        automountServiceAccountToken: false,
        serviceAccountName: serviceAccount.metadata.name,
        terminationGracePeriodSeconds: 120,
        containers: [
          {
            ...containerDefaults,
            ...probes,
            name,
            image,
            args: [
              'compact',
              '--wait',
              '--log.level=info',
              '--log.format=logfmt',
              tracingOf(name),
              '--http-address=0.0.0.0:10902',
              httpServerTls,
              '--http-grace-period=45s',
              '--enable-auto-gomemlimit',
              '--data-dir=/var/thanos/compact',
              objstoreArg,
              // `retention` in environment.yaml, or the retention of a tenant in `compact.tenants`.
              onlyWithout('shard.tenant', `--retention.resolution-raw=${setting('retention.raw')}`),
              onlyWithout('shard.tenant', `--retention.resolution-5m=${setting('retention.5m')}`),
              onlyWithout('shard.tenant', `--retention.resolution-1h=${setting('retention.1h')}`),
              onlyWith('shard.tenant', `--retention.resolution-raw=${setting('shard.retentionRaw')}`),
              onlyWith('shard.tenant', `--retention.resolution-5m=${setting('shard.retention5m')}`),
              onlyWith('shard.tenant', `--retention.resolution-1h=${setting('shard.retention1h')}`),
              // Twice --ignore-deletion-marks-delay of the store gateway.
              '--delete-delay=48h',
              // `compact` in environment.yaml.
              `--compact.concurrency=${setting('compact.concurrency')}`,
              `--downsample.concurrency=${setting('compact.downsampleConcurrency')}`,
              // The default function is right for equal samples, and penalty for those of different scrapes.
              onlyWith('compact.deduplicate.receivers', '--deduplication.replica-label=receive_replica'),
              onlyWith('compact.deduplicate.prometheus', '--deduplication.replica-label=prometheus_replica'),
              onlyWith('compact.deduplicate.prometheus', '--deduplication.func=penalty'),
              // Otherwise, the web page can mark blocks for deletion.
              '--disable-admin-operations',
              // The blocks of samples that arrive out of order overlap with others, at which the compactor otherwise halts.
              onlyWith('receive.outOfOrderWindow', '--compact.enable-vertical-compaction'),
              ...streamsByHash,
              ...streamsByTenant,
            ],
            env: bucketEnv,
            ports: [containerPorts.http],
            resources: { requests: { cpu: '500m', memory: '1Gi' }, limits: { memory: '4Gi' } },
            volumeMounts: [{ name: 'data', mountPath: '/var/thanos/compact' }, ...bucketMounts, tlsMount],
          },
        ],
        volumes: [...bucketVolumes, tlsVolume(nameOfShard)],
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
          // Space for the blocks of two weeks and for the block into which they are merged.
          resources: { requests: { storage: '100Gi' } },
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
    ingress: [{ from: [pods('prometheus')], ports: [{ port: 'http' }] }],
    egress: [dns, ...bucket, toCollector()],
  },
} satisfies INetworkPolicy

export const certificate = certificateOf(nameOfShard, labelsOfShard, [service])

export default defineComponent(name, [
  serviceAccount,
  forEachShard('compact.shards', service),
  forEachShard('compact.shards', certificate),
  networkPolicy,
  forEachShard('compact.shards', statefulSet),
  forEachShard('compact.shards', verticalAutoscalerOf(statefulSet)),
])
