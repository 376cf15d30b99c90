// Valkey: a server of the Redis protocol, for the same caches as memcached, instead of it. It keeps nothing that the store gateways and
// the query frontends cannot read or compute again, so that a restart costs time only.
import { defineComponent, inWave, setting } from '@thanos-gitops/manifest'
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment'
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy'
import type { IService } from 'kubernetes-models/v1/Service'
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount'
import { hostOf } from '../addresses.ts'
import { onlyWith } from '../component-names.ts'
import { labelsOf, selectorOf } from '../labels.ts'
import { pods } from '../network.ts'
import { containerDefaults, goMemoryLimit, podDefaults } from '../pod.ts'
import { certificateOf, certificateVolume, probeScheme, tlsFiles, tlsMount } from '../tls.ts'
import { verticalCpuAutoscalerOf } from '../vertical-autoscaling.ts'
import { queriesPriority } from './priority-classes.ts'

const name = 'valkey'
const exporter = 'valkey-exporter'
const namespace = setting('namespace')
const labels = labelsOf(name, 'cache')
const selector = selectorOf(labels)

const port = { name: 'redis', port: 6379, targetPort: 'redis' }

export const serviceAccount = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace, labels },
  automountServiceAccountToken: false,
} satisfies IServiceAccount

/** With an address of its own, which stays when the pod moves. Clients read and write in that one pod. */
export const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace, labels },
  spec: { selector, ports: [port] },
} satisfies IService

/**
 * The configuration of a cache of Thanos. It has no password: Thanos reads one as plain text in this configuration only, where all who
 * read git or the ConfigMap see it. It has no TLS: the query frontend ignores the file of an authority.
 */
export const redisClient = {
  addr: `${hostOf(service)}:${port.port}`,
  // While the server is down, each read is tried again until this time: by default, a query waits 3s for each of its reads.
  read_timeout: '500ms',
}

const memory = 'VALKEY_MEMORY'

// One pod. Without a cluster of at least three servers, Thanos does not distribute keys. A Deployment, because the pod has no data and
// no name that matters: another node gets it without anyone who deletes it from a lost one.
export const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace, labels, annotations: inWave('data') },
  spec: {
    replicas: 1,
    selector: { matchLabels: selector },
    template: {
      metadata: { labels },
      spec: {
        ...podDefaults,
        automountServiceAccountToken: false,
        priorityClassName: queriesPriority,
        serviceAccountName: serviceAccount.metadata.name,
        containers: [
          {
            ...containerDefaults,
            name,
            image: 'docker.io/valkey/valkey:9.1.2',
            command: ['valkey-server'],
            args: [
              '--port',
              String(port.port),
              // Without a password, a server in this mode refuses clients outside of its pod.
              '--protected-mode',
              'no',
              // No files: neither snapshots nor a log of writes.
              '--save',
              '',
              '--appendonly',
              'no',
              // Keys, values and the buffers of clients. The memory limit is well above it, for what the allocator cannot use.
              '--maxmemory',
              `$(${memory})`,
              // By default, a full server refuses to store anything.
              '--maxmemory-policy',
              'allkeys-lru',
            ],
            env: [{ name: memory, valueFrom: { resourceFieldRef: { resource: 'requests.memory', divisor: '1' } } }],
            ports: [{ name: port.name, containerPort: port.port }],
            livenessProbe: {
              tcpSocket: { port: port.name },
              failureThreshold: 4,
              periodSeconds: 15,
              timeoutSeconds: 5,
            },
            readinessProbe: {
              tcpSocket: { port: port.name },
              failureThreshold: 3,
              periodSeconds: 5,
              timeoutSeconds: 3,
            },
            resources: { requests: { cpu: '100m', memory: '2Gi' }, limits: { memory: '3Gi' } },
          },
          {
            ...containerDefaults,
            name: exporter,
            image: 'docker.io/oliver006/redis_exporter:v1.90.0',
            args: [
              `--redis.addr=redis://localhost:${port.port}`,
              '--web.listen-address=:9121',
              onlyWith('tls', `--tls-server-cert-file=${tlsFiles.certificate}`),
              onlyWith('tls', `--tls-server-key-file=${tlsFiles.key}`),
            ],
            env: [goMemoryLimit],
            ports: [{ name: 'http', containerPort: 9121 }],
            livenessProbe: {
              httpGet: { path: '/health', port: 'http', scheme: probeScheme },
              failureThreshold: 4,
              periodSeconds: 15,
              timeoutSeconds: 5,
            },
            // The same path: the exporter has no other one that does not connect to Valkey.
            readinessProbe: {
              httpGet: { path: '/health', port: 'http', scheme: probeScheme },
              failureThreshold: 3,
              periodSeconds: 10,
              timeoutSeconds: 5,
            },
            resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '64Mi' } },
            volumeMounts: onlyWith('tls', [tlsMount]),
          },
        ],
        volumes: onlyWith('tls', [certificateVolume(name)]),
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
    // Nothing to connect to: the exporter uses the network of its own pod.
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      {
        from: [pods('thanos-store'), onlyWith('thanos-query-frontend', pods('thanos-query-frontend'))],
        ports: [{ port: port.name }],
      },
      { from: [pods('prometheus')], ports: [{ port: 'http' }] },
    ],
  },
} satisfies INetworkPolicy

/** For the clients. */
export const toValkey = () => onlyWith(name, { to: [pods(name)], ports: [{ port: port.name }] })

/** Of the exporter. */
export const certificate = certificateOf(name, labels, [])

export default defineComponent(name, [
  serviceAccount,
  service,
  certificate,
  networkPolicy,
  deployment,
  // A full cache uses all memory that it requests: a recommendation from its use would only grow.
  verticalCpuAutoscalerOf(deployment),
])
