// memcached: what the store gateways read from the bucket and the query frontends compute, shared by all of their replicas. It keeps
// nothing that they cannot read or compute again, so that a restart costs time only.
import { defineComponent, inWave, setting } from '@thanos-gitops/manifest'
import type { IStatefulSet } from 'kubernetes-models/apps/v1/StatefulSet'
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy'
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget'
import type { IService } from 'kubernetes-models/v1/Service'
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount'
import { srvOf } from '../addresses.ts'
import { onlyWith } from '../component-names.ts'
import { labelsOf, selectorOf } from '../labels.ts'
import { pods } from '../network.ts'
import { containerDefaults, goMemoryLimit, oneAtATime, podDefaults, spreadWithVolumes } from '../pod.ts'
import { certificateOf, probeScheme, tlsMount, tlsVolume, webServerTls } from '../tls.ts'
import { verticalAutoscalerOf } from '../vertical-autoscaling.ts'
import { queriesPriority } from './priority-classes.ts'

const name = 'memcached'
const exporter = 'memcached-exporter'
const namespace = setting('namespace')
const labels = labelsOf(name, 'cache')
const selector = selectorOf(labels)

const port = { name, port: 11211, targetPort: name }

export const serviceAccount = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace, labels },
  automountServiceAccountToken: false,
} satisfies IServiceAccount

/** Headless, because Thanos itself selects the pod of each key. */
export const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace, labels },
  spec: { clusterIP: 'None', selector, ports: [port] },
} satisfies IService

/** The largest item that memcached accepts, in MiB, and the largest one that Thanos sends: keys and headers need the difference. */
const largestItem = { accepted: 16, sent: 15 }

/**
 * The configuration of a cache of Thanos. `dnssrvnoa` identifies pods by their names: a pod that restarts gets the same keys. Thanos
 * has no TLS for memcached.
 */
export const cacheClient = {
  addresses: [`dnssrvnoa+${srvOf(service, port)}`],
  max_item_size: `${largestItem.sent}MiB`,
  // A request for many keys at once would exceed the timeout.
  max_get_multi_batch_size: 1000,
}

// A StatefulSet, although it has no volumes: Thanos selects the pod of a key by its name, and those of a Deployment change with
// each rollout.
export const statefulSet = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name, namespace, labels, annotations: inWave('data') },
  spec: {
    replicas: 2,
    selector: { matchLabels: selector },
    serviceName: service.metadata.name,
    podManagementPolicy: 'Parallel',
    template: {
      metadata: { labels },
      spec: {
        ...podDefaults,
        ...spreadWithVolumes(selector),
        automountServiceAccountToken: false,
        priorityClassName: queriesPriority,
        serviceAccountName: serviceAccount.metadata.name,
        containers: [
          {
            ...containerDefaults,
            name,
            image: 'docker.io/library/memcached:1.6.45',
            args: [
              // In MiB. Connections and the table of keys are in addition to it: the memory limit is well above it.
              '--memory-limit=1024',
              `--max-item-size=${largestItem.accepted}m`,
              // Each pod of Thanos keeps up to 100 idle connections for each of its caches.
              '--conn-limit=4096',
            ],
            ports: [{ name, containerPort: port.port }],
            livenessProbe: { tcpSocket: { port: name }, failureThreshold: 4, periodSeconds: 15, timeoutSeconds: 5 },
            readinessProbe: { tcpSocket: { port: name }, failureThreshold: 3, periodSeconds: 5, timeoutSeconds: 3 },
            resources: { requests: { cpu: '100m', memory: '1280Mi' }, limits: { memory: '1536Mi' } },
          },
          {
            ...containerDefaults,
            name: exporter,
            image: 'quay.io/prometheus/memcached-exporter:v0.16.0',
            args: [`--memcached.address=localhost:${port.port}`, '--web.listen-address=:9150', webServerTls],
            env: [goMemoryLimit],
            ports: [{ name: 'http', containerPort: 9150 }],
            // Its first page, because `/metrics` of the exporter connects to memcached.
            livenessProbe: {
              httpGet: { path: '/', port: 'http', scheme: probeScheme },
              failureThreshold: 4,
              periodSeconds: 15,
              timeoutSeconds: 5,
            },
            readinessProbe: {
              httpGet: { path: '/', port: 'http', scheme: probeScheme },
              failureThreshold: 3,
              periodSeconds: 10,
              timeoutSeconds: 5,
            },
            resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '64Mi' } },
            volumeMounts: onlyWith('tls', [tlsMount]),
          },
        ],
        volumes: onlyWith('tls', [tlsVolume(name)]),
      },
    },
  },
} satisfies IStatefulSet

export const networkPolicy = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace, labels },
  spec: {
    podSelector: { matchLabels: selector },
    // Nothing to connect to: the exporter uses the network of its own pod.
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      {
        from: [pods('thanos-store'), onlyWith('thanos-query-frontend', pods('thanos-query-frontend'))],
        ports: [{ port: name }],
      },
      { from: [pods('prometheus')], ports: [{ port: 'http' }] },
    ],
  },
} satisfies INetworkPolicy

/** For the clients: one that lacks the cache reads from the bucket. */
export const toMemcached = () => onlyWith(name, { to: [pods(name)], ports: [{ port: name }] })

export const podDisruptionBudget = {
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name, namespace, labels },
  spec: { ...oneAtATime, selector: { matchLabels: selector } },
} satisfies IPodDisruptionBudget

/** Of the exporter: memcached itself speaks plain text, because Thanos has no TLS for it. */
export const certificate = certificateOf(name, labels, [])

export default defineComponent(name, [
  serviceAccount,
  service,
  certificate,
  networkPolicy,
  statefulSet,
  verticalAutoscalerOf(statefulSet),
  podDisruptionBudget,
])
