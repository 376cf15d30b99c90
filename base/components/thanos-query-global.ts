// Global query: divides each query between the queries of all clusters, and merges their results. It reads no series itself: in this
// mode, Thanos asks only endpoints that are queries.
import { type ConfigMapWithDocuments, defineComponent, inWave, setting } from '@thanos-gitops/manifest'
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment'
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy'
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget'
import type { IService } from 'kubernetes-models/v1/Service'
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount'
import { alertSource, globalQuery, hostOf, queryHttp } from '../addresses.ts'
import { autoscalerOf, scaledObjectOf, triggerAuthenticationOf } from '../autoscaling.ts'
import { alsoOnlyWithout, onlyWith } from '../component-names.ts'
import { labelsOf, selectorOf } from '../labels.ts'
import { dns, pods } from '../network.ts'
import { containerDefaults, oneAtATime, podDefaults, spread } from '../pod.ts'
import { remoteQueries, toRemoteQueries } from '../remote-queries.ts'
import { containerPorts, grpc, image, probes } from '../thanos.ts'
import { certificateOf, grpcClientTls, grpcServerTls, httpServerTls, tlsMount, tlsVolume } from '../tls.ts'
import { requestLog, toCollector, tracingOf } from '../tracing.ts'
import { verticalAutoscalerBeside } from '../vertical-autoscaling.ts'
import { queriesPriority } from './priority-classes.ts'
import { service as query, replicaLabels, tenancy } from './thanos-query.ts'

const { name } = globalQuery.metadata
const namespace = setting('namespace')
const labels = labelsOf(name, 'query-layer')
const selector = selectorOf(labels)

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
  spec: { selector, ports: [grpc, queryHttp] },
} satisfies IService

/**
 * The Service of the own query and not its pods: series of two endpoints with equal labels would be asked for twice. A strict endpoint that
 * does not answer stays in use, so that results without it have a warning.
 */
export const configMap = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace, labels },
  data: {
    'endpoints.yaml': {
      default_client_config: onlyWith('tls', { tls_config: grpcClientTls }),
      endpoints: [{ address: `${hostOf(query)}:${grpc.port}`, strict: true }, ...remoteQueries({ strict: true })],
    },
  },
} satisfies ConfigMapWithDocuments

export const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace, labels, annotations: inWave('queries') },
  spec: {
    replicas: 2,
    selector: { matchLabels: selector },
    template: {
      metadata: { labels },
      spec: {
        ...podDefaults,
        ...spread(selector),
        automountServiceAccountToken: false,
        priorityClassName: queriesPriority,
        serviceAccountName: serviceAccount.metadata.name,
        // The sum of the pause before the stop, the HTTP and the gRPC grace period.
        terminationGracePeriodSeconds: 180,
        containers: [
          {
            ...containerDefaults,
            ...probes,
            name,
            image,
            args: [
              'query',
              '--log.level=info',
              '--log.format=logfmt',
              tracingOf(name),
              requestLog,
              '--grpc-address=0.0.0.0:10901',
              ...grpcServerTls,
              '--http-address=0.0.0.0:9090',
              httpServerTls,
              // The duration of the longest query.
              '--http-grace-period=2m',
              '--grpc-grace-period=45s',
              '--enable-auto-gomemlimit',
              '--endpoint.sd-config-file=/etc/thanos/query/endpoints.yaml',
              '--query.mode=distributed',
              // The only engine of this mode.
              '--query.promql-engine=thanos',
              // From the oldest block of a cluster. By default, it is asked only for the time of which all its sources have series:
              // that of its Prometheus.
              '--query.distributed-with-overlapping-interval',
              ...replicaLabels,
              ...tenancy,
              '--query.auto-downsampling',
              '--query.timeout=2m',
              '--query.max-concurrent=20',
              alertSource,
              '--store.response-timeout=15s',
            ],
            ports: [containerPorts.grpc, { name: 'http', containerPort: queryHttp.port }],
            // Requests arrive until each node has removed the pod from its endpoints.
            lifecycle: { preStop: { sleep: { seconds: 5 } } },
            resources: { requests: { cpu: '250m', memory: '512Mi' }, limits: { memory: '2Gi' } },
            volumeMounts: [{ name: 'endpoints', mountPath: '/etc/thanos/query', readOnly: true }, tlsMount],
          },
        ],
        volumes: [{ name: 'endpoints', configMap: { name: configMap.metadata.name } }, tlsVolume(name)],
      },
    },
  },
} satisfies IDeployment

export const autoscaler = autoscalerOf('query', deployment)

export const certificate = certificateOf(name, labels, [service])

export const networkPolicy = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace, labels },
  spec: {
    podSelector: { matchLabels: selector },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      {
        from: [pods('prometheus'), onlyWith('oauth2-proxy-query', pods('oauth2-proxy-query'))],
        ports: [{ port: 'http' }],
      },
      onlyWith('thanos-query-frontend', { from: [pods('thanos-query-frontend')], ports: [{ port: 'http' }] }),
      alsoOnlyWithout(
        'thanos-query-frontend',
        onlyWith('grafana', { from: [pods('grafana')], ports: [{ port: 'http' }] }),
      ),
    ],
    egress: [dns, { to: [pods('thanos-query')], ports: [{ port: 'grpc' }] }, toRemoteQueries(), toCollector()],
  },
} satisfies INetworkPolicy

export const podDisruptionBudget = {
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name, namespace, labels },
  spec: { ...oneAtATime, selector: { matchLabels: selector } },
} satisfies IPodDisruptionBudget

export default defineComponent(name, [
  serviceAccount,
  service,
  certificate,
  configMap,
  networkPolicy,
  deployment,
  autoscaler,
  scaledObjectOf('query', deployment),
  triggerAuthenticationOf('query', deployment),
  verticalAutoscalerBeside('query.autoscaling.cpu', deployment),
  podDisruptionBudget,
])
