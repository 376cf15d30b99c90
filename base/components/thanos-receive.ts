// Receive: accepts remote write from clusters that the query cannot reach. The router sends each sample to
// three receivers, which keep it for two days and upload it like the sidecar. `receive` in environment.yaml sets their numbers,
// limits and tenants: receive.md.
import {
  type ConfigMapWithDocuments,
  contentHash,
  defineComponent,
  forEachOf,
  forEachShard,
  ofEach,
  setting,
  settingValue,
  waveAnnotation,
  waves,
} from '@thanos-gitops/manifest'
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment'
import type { IStatefulSet } from 'kubernetes-models/apps/v1/StatefulSet'
import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler'
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy'
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget'
import type { IService } from 'kubernetes-models/v1/Service'
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount'
import { hostOf, queryUrl, srvOf } from '../addresses.ts'
import { onlyWith, onlyWithout } from '../component-names.ts'
import { labelsOf, selectorOf } from '../labels.ts'
import { bucket, dns, pods } from '../network.ts'
import { containerDefaults, oneAtATime, podDefaults, podName, retain, spread, spreadWithVolumes } from '../pod.ts'
import { shardLabels, shardSuffix } from '../shards.ts'
import { containerPorts, drain, grpc, http, image, probes } from '../thanos.ts'
import {
  authorityOnly,
  certificateOf,
  grpcServerTls,
  httpServerTls,
  receiveClientTls,
  remoteWriteServerTls,
  tlsMount,
  tlsVolume,
} from '../tls.ts'
import { requestLog, toCollector, tracingOf } from '../tracing.ts'
import { verticalAutoscalerBeside, verticalAutoscalerOf } from '../vertical-autoscaling.ts'
import { ingestionPriority } from './priority-classes.ts'
import {
  bucketEnv,
  bucketIdentity,
  bucketLabels,
  bucketMounts,
  bucketVolumes,
  objstoreArg,
  objstoreChecksum,
} from './thanos-objstore.ts'

const name = 'thanos-receive'
const namespace = setting('namespace')
const labels = labelsOf(name, 'receive-ingestor')
const selector = selectorOf(labels)

// One StatefulSet for each zone, so that the hashring knows the zone of each pod before it runs.
const labelsOfZone = { ...labels, ...shardLabels('receive.zones') }
const selectorOfZone = { ...selector, ...shardLabels('receive.zones') }

const remoteWrite = { name: 'remote-write', port: 19291, targetPort: 'remote-write' }
const remoteWritePort = { name: 'remote-write', containerPort: 19291 }

export const serviceAccount = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace, labels, annotations: bucketIdentity },
  automountServiceAccountToken: false,
} satisfies IServiceAccount

export const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace, labels },
  spec: { clusterIP: 'None', selector, ports: [grpc, http, remoteWrite] },
} satisfies IService

const { affinity, topologySpreadConstraints } = spreadWithVolumes(selector)

export const statefulSet = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: {
    name: `${name}${shardSuffix}`,
    namespace,
    labels: labelsOfZone,
    annotations: {
      // Zones restart one after the other: two at the same time can have two copies of a sample.
      [waveAnnotation]: setting('shard.wave'),
      'thanos-gitops/leaving-receivers': onlyWith('receive.leaving', setting('receive.leaving')),
    },
  },
  spec: {
    replicas: settingValue<number>('receive.replicas'),
    selector: { matchLabels: selectorOfZone },
    serviceName: service.metadata.name,
    podManagementPolicy: 'Parallel',
    persistentVolumeClaimRetentionPolicy: retain,
    template: {
      metadata: { labels: { ...labelsOfZone, ...bucketLabels }, annotations: objstoreChecksum },
      spec: {
        ...podDefaults,
        nodeSelector: {
          ...podDefaults.nodeSelector,
          'topology.kubernetes.io/zone': onlyWith('receive.zones', setting('shard.number')),
        },
        affinity,
        topologySpreadConstraints: onlyWithout('receive.zones', topologySpreadConstraints),
        automountServiceAccountToken: false,
        priorityClassName: ingestionPriority,
        serviceAccountName: serviceAccount.metadata.name,
        // Time to write the head block to disk and to upload it.
        terminationGracePeriodSeconds: 900,
        containers: [
          {
            ...containerDefaults,
            ...probes,
            name,
            image,
            // Without a hashring it only receives: a change of the hashring affects the router only.
            args: [
              'receive',
              '--log.level=info',
              '--log.format=logfmt',
              tracingOf(name),
              requestLog,
              '--grpc-address=0.0.0.0:10901',
              ...grpcServerTls,
              '--http-address=0.0.0.0:10902',
              httpServerTls,
              ...drain,
              '--enable-auto-gomemlimit',
              '--remote-write.address=0.0.0.0:19291',
              ...remoteWriteServerTls,
              '--tsdb.path=/var/thanos/receive',
              // Blocks are in the bucket after two hours. The rest covers an outage of the object storage.
              '--tsdb.retention=48h',
              objstoreArg,
              // The names differ from the labels of senders. The value of a label is a quoted Go string.
              `--label=receive_cluster="${setting('cluster')}"`,
              '--label=receive_replica="$(POD_NAME)"',
              // The compactor then merges overlapping blocks.
              onlyWith(
                'receive.outOfOrderWindow',
                `--tsdb.out-of-order.time-window=${setting('receive.outOfOrderWindow')}`,
              ),
              onlyWith('receive.defaultTenant', `--receive.default-tenant-id=${setting('receive.defaultTenant')}`),
            ],
            env: [podName, ...bucketEnv],
            ports: [containerPorts.grpc, containerPorts.http, remoteWritePort],
            resources: { requests: { cpu: '250m', memory: '1Gi' }, limits: { memory: '4Gi' } },
            volumeMounts: [{ name: 'data', mountPath: '/var/thanos/receive' }, ...bucketMounts, tlsMount],
          },
        ],
        volumes: [...bucketVolumes, tlsVolume(name)],
      },
    },
    volumeClaimTemplates: [
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'data', labels: selectorOfZone },
        spec: {
          accessModes: ['ReadWriteOnce'],
          storageClassName: 'rook-ceph-block',
          resources: { requests: { storage: '20Gi' } },
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
      { from: [pods('thanos-query'), pods('thanos-receive-router')], ports: [{ port: 'grpc' }] },
      { from: [pods('prometheus')], ports: [{ port: 'http' }] },
    ],
    egress: [dns, ...bucket, toCollector()],
  },
} satisfies INetworkPolicy

export const podDisruptionBudget = {
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name, namespace, labels },
  // A write succeeds with two of three copies. One budget for all zones: a budget for each would let drains of two zones stop two copies.
  spec: { ...oneAtATime, selector: { matchLabels: selector } },
} satisfies IPodDisruptionBudget

const routerName = 'thanos-receive-router'
const routerLabels = labelsOf(routerName, 'receive-router')
const routerSelector = selectorOf(routerLabels)

export const routerServiceAccount = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: routerName, namespace, labels: routerLabels },
  automountServiceAccountToken: false,
} satisfies IServiceAccount

/**
 * The address of senders: http://thanos-receive-router.<namespace>.svc:19291/api/v1/receive. A proxy in front of it
 * authenticates them. With `tls`, it is https:// and the full name.
 */
export const routerService = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: routerName, namespace, labels: routerLabels },
  spec: { selector: routerSelector, ports: [http, remoteWrite] },
} satisfies IService

/** The address of senders in the cluster. */
export const remoteWriteUrl = `${setting('scheme')}://${hostOf(routerService)}:${remoteWrite.port}/api/v1/receive`

/** The wave of what depends on the hashring. */
const afterReceivers = { [waveAnnotation]: settingValue('receive.routersWave', String(waves.queries)) }

/**
 * The router reads this file again every five minutes. It cannot contain $(VAR). It changes after the receivers have started, so that
 * the router does not write to a pod that does not exist yet.
 */
export const hashrings = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: routerName, namespace, labels: routerLabels, annotations: afterReceivers },
  data: {
    'hashrings.json': [
      {
        hashring: 'default',
        endpoints: [
          forEachOf('receive.endpoints', {
            address: `${ofEach('name')}.${hostOf(service)}:${grpc.port}`,
            // The copies of a series are in different zones.
            az: ofEach('zone'),
          }),
        ],
      },
    ],
  },
} satisfies ConfigMapWithDocuments

/** The series of each tenant, without their copies. */
const seriesOfTenants = `sum by (tenant) (prometheus_tsdb_head_series{job="${name}", cluster="${setting('cluster')}"}) / ${setting('receive.replicationFactor')}`

/** The router counts the series of tenants only if its limits of series exist when it starts. */
export const limits = onlyWith('receive.limits', {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'thanos-receive-limits', namespace, labels: routerLabels },
  data: {
    'limits.yaml': {
      write: {
        global: {
          max_concurrency: settingValue<number>('receive.limits.maxConcurrency'),
          // Prometheus scrapes the receivers every 15 seconds, and the query has its newest samples.
          meta_monitoring_url: onlyWith('receive.headSeriesLimits', queryUrl),
          meta_monitoring_http_client: onlyWith('tls', { tls_config: authorityOnly() }),
          meta_monitoring_limit_query: onlyWith('receive.headSeriesLimits', seriesOfTenants),
        },
        default: settingValue<object>('receive.limits.default'),
        tenants: settingValue<object>('receive.limits.tenants'),
      },
    },
  },
}) satisfies ConfigMapWithDocuments

export const routerDeployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: routerName, namespace, labels: routerLabels, annotations: afterReceivers },
  spec: {
    replicas: settingValue<number>('receive.routers'),
    selector: { matchLabels: routerSelector },
    template: {
      metadata: {
        labels: routerLabels,
        annotations: onlyWith('receive.limits', { [`checksum/${limits.metadata.name}`]: contentHash(limits) }),
      },
      spec: {
        ...podDefaults,
        ...spread(routerSelector),
        automountServiceAccountToken: false,
        priorityClassName: ingestionPriority,
        serviceAccountName: routerServiceAccount.metadata.name,
        terminationGracePeriodSeconds: 120,
        containers: [
          {
            ...containerDefaults,
            ...probes,
            name: routerName,
            image,
            args: [
              'receive',
              '--log.level=info',
              '--log.format=logfmt',
              tracingOf(routerName),
              requestLog,
              '--grpc-address=0.0.0.0:10901',
              '--http-address=0.0.0.0:10902',
              httpServerTls,
              ...drain,
              '--enable-auto-gomemlimit',
              '--remote-write.address=0.0.0.0:19291',
              ...remoteWriteServerTls,
              ...receiveClientTls,
              '--receive.hashrings-file=/etc/thanos/receive/hashrings.json',
              // A new receiver gets only its share of the series. With the default algorithm, nearly all series would
              // move.
              '--receive.hashrings-algorithm=ketama',
              // Without --receive.local-endpoint: the router stores nothing.
              `--receive.replication-factor=${setting('receive.replicationFactor')}`,
              onlyWith('receive.tenantHeader', `--receive.tenant-header=${setting('receive.tenantHeader')}`),
              onlyWith('receive.defaultTenant', `--receive.default-tenant-id=${setting('receive.defaultTenant')}`),
              onlyWith('receive.limits', '--receive.limits-config-file=/etc/thanos/receive-limits/limits.yaml'),
              // Required at the start, although the router adds no label.
              `--label=receive_cluster="${setting('cluster')}"`,
            ],
            ports: [containerPorts.grpc, containerPorts.http, remoteWritePort],
            // Requests arrive until each node has removed the pod from its endpoints.
            lifecycle: { preStop: { sleep: { seconds: 5 } } },
            resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '512Mi' } },
            volumeMounts: [
              { name: 'hashrings', mountPath: '/etc/thanos/receive', readOnly: true },
              onlyWith('receive.limits', {
                name: 'limits',
                mountPath: '/etc/thanos/receive-limits',
                readOnly: true,
              }),
              tlsMount,
            ],
          },
        ],
        volumes: [
          { name: 'hashrings', configMap: { name: hashrings.metadata.name } },
          onlyWith('receive.limits', { name: 'limits', configMap: { name: limits.metadata.name } }),
          tlsVolume(routerName),
        ],
      },
    },
  },
} satisfies IDeployment

/** A patch adds the proxy that authenticates senders: nothing in this namespace sends samples. */
export const routerNetworkPolicy = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: routerName, namespace, labels: routerLabels },
  spec: {
    podSelector: { matchLabels: routerSelector },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      { from: [pods('prometheus')], ports: [{ port: 'http' }] },
      onlyWith(['rule.remoteWrite.receive', 'prometheus.agent'], {
        from: [
          onlyWith('rule.remoteWrite.receive', pods('thanos-rule')),
          onlyWith('prometheus.agent', pods('prometheus')),
        ],
        ports: [{ port: 'remote-write' }],
      }),
    ],
    egress: [
      dns,
      { to: [pods('thanos-receive')], ports: [{ port: 'grpc' }] },
      // The number of series of each tenant.
      onlyWith('receive.headSeriesLimits', { to: [pods('thanos-query')], ports: [{ port: 'http' }] }),
      toCollector(),
    ],
  },
} satisfies INetworkPolicy

/** Routers store nothing, so their number can follow the load. That of the receivers cannot: each change moves series. */
export const routerAutoscaler = onlyWith('receive.routers.max', {
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: routerName, namespace, labels: routerLabels },
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: routerName },
    minReplicas: settingValue<number>('receive.routers.min'),
    maxReplicas: settingValue<number>('receive.routers.max'),
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } }],
  },
}) satisfies IHorizontalPodAutoscaler

export const routerPodDisruptionBudget = {
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: routerName, namespace, labels: routerLabels },
  spec: { ...oneAtATime, selector: { matchLabels: routerSelector } },
} satisfies IPodDisruptionBudget

export const certificate = certificateOf(name, labels, [service])

/** Of the router, which is also a client of the receivers. */
export const routerCertificate = certificateOf(routerName, routerLabels, [routerService])

/** The address that the query connects to. */
export const endpoint = `dnssrv+${srvOf(service, grpc)}`

export default defineComponent(name, [
  serviceAccount,
  service,
  certificate,
  networkPolicy,
  forEachShard('receive.zones', statefulSet),
  forEachShard('receive.zones', verticalAutoscalerOf(statefulSet)),
  podDisruptionBudget,
  routerServiceAccount,
  routerService,
  routerCertificate,
  hashrings,
  limits,
  routerNetworkPolicy,
  routerDeployment,
  routerAutoscaler,
  verticalAutoscalerBeside('receive.routers.max', routerDeployment),
  routerPodDisruptionBudget,
])
