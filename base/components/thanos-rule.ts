// Ruler: evaluates rules that need the data of more than one Prometheus, and stores the results as blocks. With `rule.remoteWrite` in
// environment.yaml, it sends them to receivers and stores nothing: rule.md. With `rule.shards`, each of several rulers evaluates a part of
// the groups: shards.md.
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
import type { IService } from 'kubernetes-models/v1/Service'
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount'
import { alertSource, queryAddress, queryUrl, srvOf } from '../addresses.ts'
import { alsoOnlyWithout, eachOnlyWithout, onlyWith, onlyWithout } from '../component-names.ts'
import { labelsOf, selectorOf } from '../labels.ts'
import { anyAddress, bucket, dns, pods } from '../network.ts'
import { containerDefaults, oneAtATime, podDefaults, podName, retain, spreadWithVolumes } from '../pod.ts'
import { rulerFiles } from '../rules/of-ruler.ts'
import { shardLabels, shardSuffix } from '../shards.ts'
import { containerPorts, drain, grpc, http, image, probes } from '../thanos.ts'
import { authorityOnly, certificateOf, clientTls, grpcServerTls, httpServerTls, tlsMount, tlsVolume } from '../tls.ts'
import { requestLog, toCollector, tracingOf } from '../tracing.ts'
import { verticalAutoscalerOf } from '../vertical-autoscaling.ts'
import { service as alertmanager, web } from './alertmanager.ts'
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

const name = 'thanos-rule'
const namespace = setting('namespace')
const labels = labelsOf(name, 'rule-evaluation-engine')
const selector = selectorOf(labels)

const nameOfShard = `${name}${shardSuffix}`
const labelsOfShard = { ...labels, ...shardLabels('rule.shards') }
const selectorOfShard = { ...selector, ...shardLabels('rule.shards') }

export const serviceAccount = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace, labels, annotations: alsoOnlyWithout('rule.remoteWrite', bucketIdentity) },
  automountServiceAccountToken: false,
} satisfies IServiceAccount

export const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: nameOfShard, namespace, labels: labelsOfShard },
  spec: { clusterIP: 'None', selector: selectorOfShard, ports: [grpc, http] },
} satisfies IService

export const configMap = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace, labels },
  data: {
    'alertmanagers.yaml': {
      alertmanagers: [
        // Each replica: Alertmanager removes duplicates among its replicas, and a load balancer would hide some of
        // them.
        onlyWith('alertmanager', {
          api_version: 'v2',
          scheme: setting('scheme'),
          http_config: onlyWith('tls', { tls_config: clientTls(alertmanager) }),
          static_configs: [`dnssrv+${srvOf(alertmanager, web)}`],
          timeout: '10s',
        }),
      ],
    },
    // The flag --query has no settings of TLS.
    'queries.yaml': onlyWith('tls', [
      { scheme: 'https', http_config: { tls_config: authorityOnly() }, static_configs: [queryAddress] },
    ]),
    'remote-write.yaml': onlyWith('rule.remoteWrite', {
      remote_write: [
        onlyWith('rule.remoteWrite.receive', { url: remoteWriteUrl, tls_config: authorityOnly() }),
        settingValue<object>('rule.remoteWrite.entries'),
      ],
    }),
  },
} satisfies ConfigMapWithDocuments

/** After the patches, render leaves in each shard its groups. */
export const rules = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: `thanos-rule-rules${shardSuffix}`, namespace, labels: labelsOfShard },
  data: rulerFiles,
} satisfies ConfigMapWithDocuments

/** Labels of stored series that alerts do not have: those of the ruler, and those that receivers add. */
const restoredLabels = ['ruler_cluster', 'rule_replica', 'receive_cluster', 'receive_replica', 'tenant_id']

export const statefulSet = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: nameOfShard, namespace, labels: labelsOfShard, annotations: inWave('queries') },
  spec: {
    replicas: 2,
    selector: { matchLabels: selectorOfShard },
    serviceName: service.metadata.name,
    podManagementPolicy: 'Parallel',
    persistentVolumeClaimRetentionPolicy: onlyWithout('rule.remoteWrite', { ...retain }),
    template: {
      metadata: {
        labels: {
          ...labelsOfShard,
          'azure.workload.identity/use': alsoOnlyWithout(
            'rule.remoteWrite',
            bucketLabels['azure.workload.identity/use'],
          ),
        },
        annotations: {
          [`checksum/${configMap.metadata.name}`]: contentHash(configMap),
          'checksum/thanos-rule-rules': contentHash(rules),
          [`checksum/${objstore.metadata.name}`]: onlyWithout('rule.remoteWrite', contentHash(objstore)),
        },
      },
      spec: {
        ...podDefaults,
        ...spreadWithVolumes(selectorOfShard),
        automountServiceAccountToken: false,
        priorityClassName: alertingPriority,
        serviceAccountName: serviceAccount.metadata.name,
        terminationGracePeriodSeconds: 120,
        containers: [
          {
            ...containerDefaults,
            ...probes,
            name,
            image,
            args: [
              'rule',
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
              '--data-dir=/var/thanos/rule',
              ...eachOnlyWithout('rule.remoteWrite', [objstoreArg, '--tsdb.block-duration=2h', '--tsdb.retention=48h']),
              onlyWith('rule.remoteWrite', '--remote-write.config-file=/etc/thanos/rule/remote-write.yaml'),
              // After a restart, the query has since when each alert is pending, with labels that the alert does not have.
              ...restoredLabels.map((label) => onlyWith('rule.remoteWrite', `--restore-ignored-label=${label}`)),
              '--eval-interval=30s',
              '--rule-file=/etc/thanos/rules/*.yaml',
              // The external labels of the ruler replace labels of its alerts and records, whose label cluster is that of the
              // series that they are about. The value of a label is a quoted Go string: the quotes are required.
              `--label=ruler_cluster="${setting('cluster')}"`,
              '--label=rule_replica="$(POD_NAME)"',
              // Without it the alerts of the replicas would differ and arrive twice. A name without quotes.
              '--alert.label-drop=rule_replica',
              onlyWithout('tls', `--query=${queryUrl}`),
              onlyWith('tls', '--query.config-file=/etc/thanos/rule/queries.yaml'),
              alertSource,
              '--alertmanagers.config-file=/etc/thanos/rule/alertmanagers.yaml',
            ],
            env: [podName, ...eachOnlyWithout('rule.remoteWrite', bucketEnv)],
            ports: [containerPorts.grpc, containerPorts.http],
            resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '1Gi' } },
            volumeMounts: [
              { name: 'data', mountPath: '/var/thanos/rule' },
              { name: 'config', mountPath: '/etc/thanos/rule', readOnly: true },
              { name: 'rules', mountPath: '/etc/thanos/rules', readOnly: true },
              ...eachOnlyWithout('rule.remoteWrite', bucketMounts),
              tlsMount,
            ],
          },
        ],
        volumes: [
          { name: 'config', configMap: { name: configMap.metadata.name } },
          { name: 'rules', configMap: { name: rules.metadata.name } },
          ...eachOnlyWithout('rule.remoteWrite', bucketVolumes),
          // Samples that the receivers have not confirmed yet.
          onlyWith('rule.remoteWrite', { name: 'data', emptyDir: { sizeLimit: '2Gi' } }),
          tlsVolume(nameOfShard),
        ],
      },
    },
    volumeClaimTemplates: onlyWithout('rule.remoteWrite', [
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'data', labels: selectorOfShard },
        spec: {
          accessModes: ['ReadWriteOnce'],
          storageClassName: 'rook-ceph-block',
          resources: { requests: { storage: '10Gi' } },
        },
      },
    ]),
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
    egress: [
      dns,
      ...eachOnlyWithout('rule.remoteWrite', bucket),
      onlyWith('rule.remoteWrite.receive', {
        to: [pods('thanos-receive-router')],
        ports: [{ port: 'remote-write' }],
      }),
      onlyWith('rule.remoteWrite.port', {
        to: anyAddress,
        ports: [{ port: settingValue<number>('rule.remoteWrite.port') }],
      }),
      { to: [pods('thanos-query')], ports: [{ port: 'http' }] },
      onlyWith('alertmanager', { to: [pods('alertmanager')], ports: [{ port: 'web' }] }),
      toCollector(),
    ],
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
  forEachShard('rule.shards', service),
  forEachShard('rule.shards', certificate),
  configMap,
  forEachShard('rule.shards', rules),
  networkPolicy,
  forEachShard('rule.shards', statefulSet),
  forEachShard('rule.shards', verticalAutoscalerOf(statefulSet)),
  forEachShard('rule.shards', podDisruptionBudget),
])
