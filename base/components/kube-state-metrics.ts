// kube-state-metrics: the state of Kubernetes objects as metrics, such as missing replicas, failed jobs and nodes that are not ready.
import { defineComponent, inWave, setting } from '@thanos-gitops/manifest'
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment'
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy'
import type { IClusterRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/ClusterRole'
import type { IClusterRoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/ClusterRoleBinding'
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount'
import { onlyWith } from '../component-names.ts'
import { labelsOf, selectorOf } from '../labels.ts'
import { anyAddress, dns, pods } from '../network.ts'
import { containerDefaults, podDefaults } from '../pod.ts'
import { certificateOf, probeScheme, tlsFiles, tlsMount, tlsVolume } from '../tls.ts'
import { verticalAutoscalerOf } from '../vertical-autoscaling.ts'
import { alertingPriority } from './priority-classes.ts'

const name = 'kube-state-metrics'
const namespace = setting('namespace')
const labels = labelsOf(name, 'exporter')
const selector = selectorOf(labels)
const clusterWideName = `${namespace}-${name}`

export const serviceAccount = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace, labels },
  // It reads objects from the API server.
  automountServiceAccountToken: true,
} satisfies IServiceAccount

/** What it watches, and what its role permits. No Secrets and no ConfigMaps: no rule needs them. */
const watched = [
  {
    apiGroups: [''],
    resources: ['namespaces', 'nodes', 'persistentvolumeclaims', 'persistentvolumes', 'pods', 'resourcequotas'],
  },
  { apiGroups: ['apps'], resources: ['daemonsets', 'deployments', 'replicasets', 'statefulsets'] },
  { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'] },
  { apiGroups: ['batch'], resources: ['cronjobs', 'jobs'] },
  { apiGroups: ['policy'], resources: ['poddisruptionbudgets'] },
]

export const clusterRole = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name: clusterWideName, labels },
  rules: watched.map((group) => ({ ...group, verbs: ['list', 'watch'] })),
} satisfies IClusterRole

export const clusterRoleBinding = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: clusterWideName, labels },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: clusterRole.metadata.name },
  subjects: [{ kind: 'ServiceAccount', name: serviceAccount.metadata.name, namespace }],
} satisfies IClusterRoleBinding

/** The names of the ports are not those of the job `thanos`: Prometheus keeps the labels of the objects. */
export const ports = {
  objects: { name: 'http-metrics', containerPort: 8080 },
  telemetry: { name: 'telemetry', containerPort: 8081 },
}

export const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace, labels, annotations: inWave('queries') },
  spec: {
    // Each replica exposes all objects, so that sums over two replicas would be twice as large.
    replicas: 1,
    selector: { matchLabels: selector },
    template: {
      metadata: { labels },
      spec: {
        ...podDefaults,
        automountServiceAccountToken: true,
        priorityClassName: alertingPriority,
        serviceAccountName: serviceAccount.metadata.name,
        containers: [
          {
            ...containerDefaults,
            name,
            image: 'registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.19.1',
            args: [
              `--port=${ports.objects.containerPort}`,
              `--telemetry-port=${ports.telemetry.containerPort}`,
              `--resources=${watched
                .flatMap(({ resources }) => resources)
                .sort()
                .join(',')}`,
              '--auto-gomemlimit',
              onlyWith('tls', `--tls-config=${tlsFiles.web}`),
            ],
            ports: [ports.objects, ports.telemetry],
            // Not /livez, which is the answer of the API server: a restart would not help it.
            livenessProbe: {
              httpGet: { path: '/healthz', port: ports.objects.name, scheme: probeScheme },
              failureThreshold: 4,
              periodSeconds: 15,
              timeoutSeconds: 5,
            },
            readinessProbe: {
              httpGet: { path: '/readyz', port: ports.telemetry.name, scheme: probeScheme },
              failureThreshold: 3,
              periodSeconds: 10,
              timeoutSeconds: 5,
            },
            // Its own guide: 250 MiB for 100 nodes, proportional to the number of objects.
            resources: { requests: { cpu: '50m', memory: '192Mi' }, limits: { memory: '512Mi' } },
            volumeMounts: onlyWith('tls', [tlsMount]),
          },
        ],
        volumes: onlyWith('tls', [tlsVolume(name)]),
      },
    },
  },
} satisfies IDeployment

export const networkPolicy = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace, labels },
  spec: {
    podSelector: { matchLabels: selector },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [{ from: [pods('prometheus')], ports: Object.values(ports).map((port) => ({ port: port.name })) }],
    // The API server, which is not a pod.
    egress: [dns, { to: anyAddress, ports: [{ port: 443 }, { port: 6443 }] }],
  },
} satisfies INetworkPolicy

export const certificate = certificateOf(name, labels, [])

export default defineComponent(name, [
  serviceAccount,
  clusterRole,
  clusterRoleBinding,
  certificate,
  networkPolicy,
  deployment,
  verticalAutoscalerOf(deployment),
])
