// node-exporter: metrics of each node, such as full file systems, clocks, memory and network errors.
import { defineComponent, inWave, setting } from '@thanos-gitops/manifest'
import type { IDaemonSet } from 'kubernetes-models/apps/v1/DaemonSet'
import type { INamespace } from 'kubernetes-models/v1/Namespace'
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount'
import { labelsOf, selectorOf } from '../labels.ts'
import { containerDefaults, goMemoryLimit, podDefaults } from '../pod.ts'
import { probeScheme, selfSigned, tlsMount, tlsVolume, webServerTls } from '../tls.ts'
import { verticalAutoscalerOf } from '../vertical-autoscaling.ts'
import { alertingPriority } from './priority-classes.ts'

const name = 'node-exporter'
const labels = labelsOf(name, 'exporter')
const selector = selectorOf(labels)

/**
 * A namespace of its own, because its pods use the network, the processes and the files of their nodes, which the Pod Security
 * level `restricted` of the stack refuses. It contains no data, so it is pruned with the component. Its name does not contain the
 * namespace of the stack: when the stack moves to another namespace, the pods of a second DaemonSet could not start, because those of
 * the first use the same port of the nodes.
 */
export const namespace = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    name: 'thanos-nodes',
    annotations: { ...inWave('claims'), 'thanos-gitops/cluster': setting('cluster') },
    labels: {
      'app.kubernetes.io/part-of': 'thanos',
      'pod-security.kubernetes.io/enforce': 'privileged',
      'pod-security.kubernetes.io/audit': 'privileged',
      'pod-security.kubernetes.io/warn': 'privileged',
    },
  },
} satisfies INamespace

export const serviceAccount = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace: namespace.metadata.name, labels },
  automountServiceAccountToken: false,
} satisfies IServiceAccount

export const port = { name: 'metrics', containerPort: 9100 }

/** File systems of containers and pods: the kubelet and cAdvisor have metrics of them. */
const mountsOfPods = [
  'dev',
  'proc',
  'sys',
  'run/credentials/.+',
  'run/containerd/.+',
  'run/k3s/containerd/.+',
  'run/netns/.+',
  'var/lib/containerd/.+',
  'var/lib/containers/storage/.+',
  'var/lib/docker/.+',
  'var/lib/kubelet/.+',
]

/** One end of each pod's network: veth, and the names that Calico, Cilium and the VPC network of AWS use. */
const interfacesOfPods = '^(veth.*|cali.*|lxc.*|eni[0-9a-f]{11}|[0-9a-f]{15})$'

const { fsGroup: _group, fsGroupChangePolicy: _policy, ...podSecurity } = podDefaults.securityContext

export const daemonSet = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name, namespace: namespace.metadata.name, labels, annotations: inWave('queries') },
  spec: {
    selector: { matchLabels: selector },
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '10%' } },
    template: {
      metadata: { labels },
      spec: {
        ...podDefaults,
        securityContext: podSecurity,
        automountServiceAccountToken: false,
        priorityClassName: alertingPriority,
        serviceAccountName: serviceAccount.metadata.name,
        hostNetwork: true,
        hostPID: true,
        // All nodes, also those that are reserved, full or not ready.
        tolerations: [{ operator: 'Exists' }],
        containers: [
          {
            ...containerDefaults,
            name,
            image: 'quay.io/prometheus/node-exporter:v1.12.1',
            args: [
              // Only the address of the node that the cluster uses. It may be an IPv6 address.
              `--web.listen-address=[$(HOST_IP)]:${port.containerPort}`,
              webServerTls,
              '--path.rootfs=/host',
              '--path.udev.data=/host/run/udev/data',
              `--collector.filesystem.mount-points-exclude=^/(${mountsOfPods.join('|')})($|/)`,
              `--collector.netclass.ignored-devices=${interfacesOfPods}`,
              `--collector.netdev.device-exclude=${interfacesOfPods}`,
            ],
            env: [{ name: 'HOST_IP', valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } } }, goMemoryLimit],
            ports: [port],
            livenessProbe: {
              httpGet: { path: '/', port: port.name, scheme: probeScheme },
              failureThreshold: 4,
              periodSeconds: 30,
              timeoutSeconds: 5,
            },
            readinessProbe: {
              httpGet: { path: '/', port: port.name, scheme: probeScheme },
              failureThreshold: 3,
              periodSeconds: 10,
              timeoutSeconds: 5,
            },
            resources: { requests: { cpu: '50m', memory: '48Mi' }, limits: { memory: '192Mi' } },
            volumeMounts: [
              // With mounts that the node adds later.
              { name: 'root', mountPath: '/host', readOnly: true, mountPropagation: 'HostToContainer' },
              tlsMount,
            ],
          },
        ],
        volumes: [{ name: 'root', hostPath: { path: '/' } }, tlsVolume(name)],
      },
    },
  },
} satisfies IDaemonSet

/** An Issuer signs in its own namespace only. So Prometheus cannot verify this certificate, like those of kubelets. */
export const certificate = selfSigned(name, namespace.metadata.name, labels)

export default defineComponent(name, [
  namespace,
  serviceAccount,
  ...certificate,
  daemonSet,
  verticalAutoscalerOf(daemonSet),
])
