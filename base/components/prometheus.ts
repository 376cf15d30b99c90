// Prometheus and its Thanos sidecar: scrape this cluster, keep one day of samples, upload every two hours. With `prometheus.shards` in
// environment.yaml, each of several pairs scrapes a part of the targets: shards.md. With `prometheus.agent`, they send their samples to the
// receivers, and have no sidecar, no blocks and no rules: agent.md.
import {
  type ConfigMapWithDocuments,
  contentHash,
  defineComponent,
  forEachShard,
  inWave,
  setting,
  settingValue,
} from '@thanos-gitops/manifest'
import type { IStatefulSet } from 'kubernetes-models/apps/v1/StatefulSet'
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy'
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget'
import type { IClusterRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/ClusterRole'
import type { IClusterRoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/ClusterRoleBinding'
import type { IService } from 'kubernetes-models/v1/Service'
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount'
import { pageAt, srvOf } from '../addresses.ts'
import { alsoOnlyWithout, eachOnlyWithout, onlyWith } from '../component-names.ts'
import { labelsOf, selectorOf } from '../labels.ts'
import { anyAddress, dns, externalBucket, pods } from '../network.ts'
import { containerDefaults, oneAtATime, podDefaults, podName, retain, spreadWithVolumes } from '../pod.ts'
import { ruleFiles } from '../rules/of-prometheus.ts'
import { globalLimits, scrapeConfigs, scrapeInterval } from '../scrape.ts'
import { shardLabels, shardSuffix } from '../shards.ts'
import { containerPorts, drain, grpc, http, image, probes } from '../thanos.ts'
import {
  authorityOnly,
  certificateOf,
  clientTls,
  grpcServerTls,
  httpServerTls,
  probeScheme,
  sidecarClientTls,
  tlsMount,
  tlsVolume,
  webServerTls,
} from '../tls.ts'
import { requestLog, toCollector, tracingOf } from '../tracing.ts'
import { verticalAutoscalerOf } from '../vertical-autoscaling.ts'
import { withoutSubstitution } from '../without-substitution.ts'
import { service as alertmanager, web as alertmanagerWeb } from './alertmanager.ts'
import { port as nodeExporterPort } from './node-exporter.ts'
import { alertingPriority } from './priority-classes.ts'
import {
  bucketEnv,
  bucketIdentity,
  bucketLabels,
  bucketMounts,
  bucketVolumes,
  configMap as objstore,
  objstoreArg,
} from './thanos-objstore.ts'
import { remoteWriteUrl } from './thanos-receive.ts'

const name = 'prometheus'
const namespace = setting('namespace')
const labels = labelsOf(name, 'metrics-collector')
const selector = selectorOf(labels)

const agent = 'prometheus.agent'
/** Marks what agent mode does not have. */
const onlyServer = <T extends object | string>(value: T): T => alsoOnlyWithout(agent, value)

const nameOfShard = `${name}${shardSuffix}`
const labelsOfShard = { ...labels, ...shardLabels('prometheus.shards') }
const selectorOfShard = { ...selector, ...shardLabels('prometheus.shards') }

// Two stacks in one cluster do not overwrite each other's cluster-wide objects.
const clusterWideName = `${namespace}-${name}`

export const serviceAccount = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace, labels, annotations: onlyServer(bucketIdentity) },
  // Discovery reads from the API server.
  automountServiceAccountToken: true,
} satisfies IServiceAccount

export const clusterRole = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name: clusterWideName, labels },
  rules: [
    { apiGroups: [''], resources: ['nodes', 'pods', 'services'], verbs: ['get', 'list', 'watch'] },
    { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['get', 'list', 'watch'] },
    // Metrics of the kubelet and cAdvisor. nodes/proxy would allow Prometheus to run commands in any pod.
    { apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] },
    // Metrics of the API server.
    { nonResourceURLs: ['/metrics'], verbs: ['get'] },
  ],
} satisfies IClusterRole

export const clusterRoleBinding = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: clusterWideName, labels },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: clusterRole.metadata.name },
  subjects: [{ kind: 'ServiceAccount', name: serviceAccount.metadata.name, namespace }],
} satisfies IClusterRoleBinding

const sidecarName = 'thanos-sidecar'
const web = { name: 'web', port: 9090, targetPort: 'web' }

/**
 * Each replica, for the query, which looks up one name for the replicas of all shards. In agent mode, it is only the Service that the
 * StatefulSet names: Kubernetes refuses another name, so that an environment can change its mode.
 */
export const sidecarService = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: sidecarName, namespace, labels },
  spec: {
    clusterIP: 'None',
    selector,
    ports: [onlyServer({ ...grpc }), onlyServer({ ...http }), onlyWith(agent, { ...web })],
  },
} satisfies IService

/** Any replica, for the web page. That of a shard has its targets only. */
export const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: nameOfShard, namespace, labels: labelsOfShard },
  spec: { selector: selectorOfShard, ports: [web] },
} satisfies IService

/** Each replica: Alertmanager removes duplicates among its replicas, and a load balancer would hide some of them. */
const alertmanagers = {
  scheme: onlyWith('tls', 'https'),
  tls_config: clientTls(alertmanager),
  dns_sd_configs: [{ names: [srvOf(alertmanager, alertmanagerWeb)], type: 'SRV' }],
}

/** Prometheus reads this and the rules again when they change, without a restart. */
export const configMap = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: nameOfShard, namespace, labels: labelsOfShard, annotations: withoutSubstitution },
  data: {
    'prometheus.yaml': {
      global: {
        scrape_interval: scrapeInterval,
        evaluation_interval: '30s',
        ...globalLimits,
        // Prometheus inserts the name of its pod. The query removes prometheus_replica and merges the replicas.
        // The shard divides the streams of the compactor also when it merges the replicas.
        external_labels: {
          cluster: setting('cluster'),
          prometheus_replica: '${POD_NAME}',
          prometheus_shard: onlyWith('prometheus.shards', setting('shard.number')),
        },
      },
      // Blocks are in the bucket after two hours. The rest of the day covers an outage of the object storage.
      storage: onlyServer({ tsdb: { retention: { time: '24h' } } }),
      rule_files: onlyServer(['/etc/prometheus/rules/*.yaml']),
      alerting: onlyServer(
        onlyWith('alertmanager', {
          // All replicas send the same alert. Without the labels Alertmanager recognizes the duplicates.
          alert_relabel_configs: [
            { regex: 'prometheus_replica', action: 'labeldrop' },
            onlyWith('prometheus.shards', { regex: 'prometheus_shard', action: 'labeldrop' }),
          ],
          alertmanagers: [alertmanagers],
        }),
      ),
      scrape_configs: scrapeConfigs,
      remote_write: onlyWith('prometheus.remoteWrite', [
        onlyWith('prometheus.remoteWrite.receive', { url: remoteWriteUrl, tls_config: authorityOnly() }),
        settingValue<object>('prometheus.remoteWrite.entries'),
      ]),
    },
  },
} satisfies ConfigMapWithDocuments

export const rules = onlyServer({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'prometheus-rules', namespace, labels },
  data: ruleFiles,
} as const) satisfies ConfigMapWithDocuments

export const statefulSet = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: nameOfShard, namespace, labels: labelsOfShard, annotations: inWave('data') },
  spec: {
    replicas: 2,
    selector: { matchLabels: selectorOfShard },
    serviceName: sidecarService.metadata.name,
    podManagementPolicy: 'Parallel',
    persistentVolumeClaimRetentionPolicy: retain,
    template: {
      metadata: {
        labels: {
          ...labelsOfShard,
          'azure.workload.identity/use': onlyServer(bucketLabels['azure.workload.identity/use']),
        },
        annotations: {
          'kubectl.kubernetes.io/default-container': name,
          [`checksum/${objstore.metadata.name}`]: onlyServer(contentHash(objstore)),
        },
      },
      spec: {
        ...podDefaults,
        ...spreadWithVolumes(selectorOfShard),
        automountServiceAccountToken: true,
        priorityClassName: alertingPriority,
        serviceAccountName: serviceAccount.metadata.name,
        terminationGracePeriodSeconds: 600, // Time to write the head block to disk and to finish an upload.
        containers: [
          {
            ...containerDefaults,
            name,
            image: 'quay.io/prometheus/prometheus:v3.13.2',
            args: [
              '--config.file=/etc/prometheus/config/prometheus.yaml',
              onlyServer('--storage.tsdb.path=/prometheus'),
              // Both are equal, so that Prometheus never compacts a block before the sidecar uploads it.
              onlyServer('--storage.tsdb.min-block-duration=2h'),
              onlyServer('--storage.tsdb.max-block-duration=2h'),
              onlyWith(agent, '--agent'),
              // A folder of its own: the write-ahead log and the blocks of a former server stay readable for it.
              onlyWith(agent, '--storage.agent.path=/prometheus/agent'),
              // How long samples wait for receivers that are down.
              onlyWith(agent, '--storage.agent.retention.max-time=4h'),
              // Instead of --web.enable-lifecycle, with which every client of the port could stop Prometheus.
              '--config.auto-reload',
              webServerTls,
              ...pageAt('externalUrls.prometheus'),
            ],
            env: [podName],
            ports: [{ name: 'web', containerPort: 9090 }],
            // After a crash, Prometheus is healthy while it reads its write-ahead log for minutes, and ready afterwards.
            livenessProbe: {
              httpGet: { path: '/-/healthy', port: 'web', scheme: probeScheme },
              failureThreshold: 6,
              periodSeconds: 15,
              timeoutSeconds: 3,
            },
            readinessProbe: {
              httpGet: { path: '/-/ready', port: 'web', scheme: probeScheme },
              failureThreshold: 6,
              periodSeconds: 5,
              timeoutSeconds: 3,
            },
            resources: { requests: { cpu: '500m', memory: '2Gi' }, limits: { memory: '4Gi' } },
            volumeMounts: [
              { name: 'data', mountPath: '/prometheus' },
              { name: 'config', mountPath: '/etc/prometheus/config', readOnly: true },
              onlyServer({ name: 'rules', mountPath: '/etc/prometheus/rules', readOnly: true }),
              tlsMount,
            ],
          },
          onlyServer({
            ...containerDefaults,
            ...probes,
            name: sidecarService.metadata.name,
            image,
            args: [
              'sidecar',
              '--log.level=info',
              '--log.format=logfmt',
              tracingOf('thanos-sidecar'),
              requestLog,
              '--grpc-address=0.0.0.0:10901',
              ...grpcServerTls,
              '--http-address=0.0.0.0:10902',
              httpServerTls,
              ...drain,
              '--enable-auto-gomemlimit',
              `--prometheus.url=${setting('scheme')}://localhost:9090`,
              sidecarClientTls(service),
              '--tsdb.path=/prometheus',
              objstoreArg,
            ],
            env: bucketEnv,
            ports: [containerPorts.grpc, containerPorts.http],
            resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '512Mi' } },
            volumeMounts: [{ name: 'data', mountPath: '/prometheus' }, ...bucketMounts, tlsMount],
          }),
        ],
        volumes: [
          { name: 'config', configMap: { name: configMap.metadata.name } },
          onlyServer({ name: 'rules', configMap: { name: rules.metadata.name } }),
          ...eachOnlyWithout(agent, bucketVolumes),
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
      onlyServer({ from: [pods('thanos-query')], ports: [{ port: 'grpc' }] }),
      // Each replica scrapes all of them.
      { from: [pods(name)], ports: [{ port: 'web' }, onlyServer({ port: 'http' })] },
      onlyWith('oauth2-proxy-prometheus', { from: [pods('oauth2-proxy-prometheus')], ports: [{ port: 'web' }] }),
    ],
    egress: [
      dns,
      // Annotated pods of all namespaces, Alertmanager, the receivers, and an object storage inside the cluster.
      { to: [{ namespaceSelector: {} }] },
      // The API server and kubelets, which are not pods.
      { to: anyAddress, ports: [{ port: 443 }, { port: 6443 }, { port: 10250 }] },
      // Its pods have the addresses of their nodes.
      onlyWith('node-exporter', { to: anyAddress, ports: [{ port: nodeExporterPort.containerPort }] }),
      ...eachOnlyWithout(agent, externalBucket),
      onlyWith('prometheus.remoteWrite.port', {
        to: anyAddress,
        ports: [{ port: settingValue<number>('prometheus.remoteWrite.port') }],
      }),
      onlyServer(toCollector()),
    ],
  },
} satisfies INetworkPolicy

export const podDisruptionBudget = {
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: nameOfShard, namespace, labels: labelsOfShard },
  spec: { ...oneAtATime, selector: { matchLabels: selectorOfShard } },
} satisfies IPodDisruptionBudget

/** Of Prometheus and the sidecar. */
export const certificate = certificateOf(nameOfShard, labelsOfShard, [service, sidecarService])

/** The address that the query connects to. */
export const endpoint = `dnssrv+${srvOf(sidecarService, grpc)}`

export default defineComponent(name, [
  serviceAccount,
  clusterRole,
  clusterRoleBinding,
  sidecarService,
  forEachShard('prometheus.shards', service),
  forEachShard('prometheus.shards', certificate),
  forEachShard('prometheus.shards', configMap),
  rules,
  networkPolicy,
  forEachShard('prometheus.shards', statefulSet),
  forEachShard('prometheus.shards', verticalAutoscalerOf(statefulSet)),
  forEachShard('prometheus.shards', podDisruptionBudget),
])
