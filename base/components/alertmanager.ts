// Alertmanager: groups, silences and sends alerts. Its replicas exchange state, so that each alert is sent once.
import {
  type ConfigMapWithDocuments,
  contentHash,
  defineComponent,
  discardingReceiver,
  inWave,
  receiverSecretsFolder,
  setting,
  settingValue,
} from '@thanos-gitops/manifest'
import type { IStatefulSet } from 'kubernetes-models/apps/v1/StatefulSet'
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy'
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget'
import type { IService } from 'kubernetes-models/v1/Service'
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount'
import type { IVolumeProjection } from 'kubernetes-models/v1/VolumeProjection'
import { hostOf, pageAt } from '../addresses.ts'
import { onlyWith } from '../component-names.ts'
import { inhibitRules } from '../inhibit-rules.ts'
import { labelsOf, selectorOf } from '../labels.ts'
import { pods } from '../network.ts'
import {
  containerDefaults,
  goMemoryLimit,
  oneAtATime,
  podDefaults,
  podName,
  retain,
  spreadWithVolumes,
} from '../pod.ts'
import { certificateOf, probeScheme, tlsFiles, tlsMount, tlsVolume, webServerTls } from '../tls.ts'
import { verticalAutoscalerOf } from '../vertical-autoscaling.ts'
import { alertingPriority } from './priority-classes.ts'

const name = 'alertmanager'
const namespace = setting('namespace')
const labels = labelsOf(name, 'alert-router')
const selector = selectorOf(labels)

/** The port to which Prometheus and the ruler send alerts. */
export const web = { name: 'web', port: 9093, targetPort: 'web' }

export const serviceAccount = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace, labels },
  automountServiceAccountToken: false,
} satisfies IServiceAccount

export const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace, labels },
  spec: {
    clusterIP: 'None',
    // Replicas connect to each other before they are ready.
    publishNotReadyAddresses: true,
    selector,
    ports: [
      web,
      { name: 'mesh-tcp', port: 9094, targetPort: 'mesh-tcp', protocol: 'TCP' },
      { name: 'mesh-udp', port: 9094, targetPort: 'mesh-udp', protocol: 'UDP' },
    ],
  },
} satisfies IService

/** The mounted credentials of receivers. Alertmanager reads the files for each notification. */
const receiverSecrets = [
  'alertmanager-existing-secret',
  'alertmanager-external-secret',
  'alertmanager-sealed-secret',
] as const

export const configMap = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace, labels },
  data: {
    // `alerting` in environment.yaml sets the receivers and routes.
    'alertmanager.yaml': {
      global: settingValue<object>('alerting.global'),
      route: {
        receiver: settingValue('alerting.receiver', discardingReceiver),
        group_by: settingValue('alerting.group_by', ['alertname', 'cluster', 'namespace']),
        group_wait: settingValue('alerting.group_wait', '30s'),
        group_interval: settingValue('alerting.group_interval', '5m'),
        repeat_interval: settingValue('alerting.repeat_interval', '12h'),
        routes: [
          // Watchdog always fires. A service outside the cluster notifies people when its messages stop: then Prometheus,
          // Alertmanager or their network is down, and no other alert would arrive.
          {
            receiver: settingValue('alerting.deadMansSwitch', discardingReceiver),
            matchers: ['alertname="Watchdog"'],
            group_by: ['alertname', 'cluster'],
            group_wait: '0s',
            group_interval: '1m',
            repeat_interval: '5m',
          },
          settingValue<object>('alerting.routes'),
        ],
      },
      receivers: [{ name: discardingReceiver }, settingValue<{ name: string }>('alerting.receivers')],
      inhibit_rules: [...inhibitRules, settingValue<object>('alerting.inhibit_rules')],
      time_intervals: settingValue<object[]>('alerting.time_intervals'),
    },
    // Replicas accept each other with a certificate only. They connect by TCP alone.
    'gossip.yaml': onlyWith('tls', {
      tls_server_config: {
        cert_file: tlsFiles.certificate,
        key_file: tlsFiles.key,
        client_auth_type: 'RequireAndVerifyClientCert',
        client_ca_file: tlsFiles.authority,
      },
      tls_client_config: {
        cert_file: tlsFiles.certificate,
        key_file: tlsFiles.key,
        ca_file: tlsFiles.authority,
        server_name: hostOf(service),
      },
    }),
  },
} satisfies ConfigMapWithDocuments

export const statefulSet = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name, namespace, labels, annotations: inWave('data') },
  spec: {
    replicas: 3,
    selector: { matchLabels: selector },
    serviceName: service.metadata.name,
    podManagementPolicy: 'Parallel',
    persistentVolumeClaimRetentionPolicy: retain,
    template: {
      metadata: { labels, annotations: { [`checksum/${name}`]: contentHash(configMap) } },
      spec: {
        ...podDefaults,
        ...spreadWithVolumes(selector),
        automountServiceAccountToken: false,
        priorityClassName: alertingPriority,
        serviceAccountName: serviceAccount.metadata.name,
        terminationGracePeriodSeconds: 120,
        containers: [
          {
            ...containerDefaults,
            name,
            image: 'quay.io/prometheus/alertmanager:v0.34.0',
            args: [
              '--config.file=/etc/alertmanager/alertmanager.yaml',
              '--storage.path=/alertmanager',
              '--data.retention=120h',
              '--web.listen-address=:9093',
              ...pageAt('externalUrls.alertmanager'),
              // The address of the pod. By default, Alertmanager announces an address of a private range only.
              '--cluster.listen-address=[$(POD_IP)]:9094',
              '--cluster.peer-name=$(POD_NAME)',
              // Rejects a pod of another cluster that has the former address of a replica.
              `--cluster.label=${namespace}/${name}`,
              // The name of a headless Service resolves to all replicas. Alertmanager resolves it again every few
              // seconds.
              `--cluster.peer=${hostOf(service)}:9094`,
              '--cluster.reconnect-timeout=5m',
              webServerTls,
              onlyWith('tls', '--cluster.tls-config=/etc/alertmanager/gossip.yaml'),
            ],
            env: [
              podName,
              { name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
              // Its own option is --enable-feature=auto-gomemlimit up to 0.34, and --auto-gomemlimit from 0.35 on.
              goMemoryLimit,
            ],
            ports: [
              { name: 'web', containerPort: 9093 },
              { name: 'mesh-tcp', containerPort: 9094, protocol: 'TCP' },
              { name: 'mesh-udp', containerPort: 9094, protocol: 'UDP' },
            ],
            livenessProbe: {
              httpGet: { path: '/-/healthy', port: 'web', scheme: probeScheme },
              failureThreshold: 10,
              timeoutSeconds: 3,
            },
            readinessProbe: {
              httpGet: { path: '/-/ready', port: 'web', scheme: probeScheme },
              failureThreshold: 10,
              periodSeconds: 5,
              timeoutSeconds: 3,
            },
            resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '256Mi' } },
            volumeMounts: [
              { name: 'data', mountPath: '/alertmanager' },
              { name: 'config', mountPath: '/etc/alertmanager', readOnly: true },
              onlyWith(receiverSecrets, { name: 'receivers', mountPath: receiverSecretsFolder, readOnly: true }),
              tlsMount,
            ],
          },
        ],
        volumes: [
          { name: 'config', configMap: { name: configMap.metadata.name } },
          onlyWith(receiverSecrets, {
            name: 'receivers',
            projected: { sources: settingValue<IVolumeProjection[]>('alerting.secretSources') },
          }),
          tlsVolume(name),
        ],
      },
    },
    volumeClaimTemplates: [
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'data', labels: selector },
        spec: {
          accessModes: ['ReadWriteOnce'],
          storageClassName: 'rook-ceph-block',
          // Silences and the log of sent notifications.
          resources: { requests: { storage: '1Gi' } },
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
      {
        from: [
          pods('prometheus'),
          onlyWith('thanos-rule', pods('thanos-rule')),
          onlyWith('oauth2-proxy-alertmanager', pods('oauth2-proxy-alertmanager')),
        ],
        ports: [{ port: 'web' }],
      },
      { from: [pods(name)], ports: [{ port: 'mesh-tcp' }, { port: 'mesh-udp', protocol: 'UDP' }] },
    ],
    egress: [
      // Receivers are at any address and port, which can be in a Secret: an alert that is dropped here would reach nobody.
      {},
    ],
  },
} satisfies INetworkPolicy

export const podDisruptionBudget = {
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name, namespace, labels },
  spec: { ...oneAtATime, selector: { matchLabels: selector } },
} satisfies IPodDisruptionBudget

export const certificate = certificateOf(name, labels, [service])

export default defineComponent(name, [
  serviceAccount,
  service,
  certificate,
  configMap,
  networkPolicy,
  statefulSet,
  verticalAutoscalerOf(statefulSet),
  podDisruptionBudget,
])
