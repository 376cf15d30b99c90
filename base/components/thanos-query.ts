// Query: one PromQL endpoint for all replicas and all times, without duplicates.
import {
  type ConfigMapWithDocuments,
  defineComponent,
  forEachShard,
  inWave,
  setting,
  settingValue,
  trueWith,
} from '@thanos-gitops/manifest'
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment'
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy'
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget'
import type { IService } from 'kubernetes-models/v1/Service'
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount'
import { alertSource, queryHttp } from '../addresses.ts'
import { autoscalerOf, scaledObjectOf, triggerAuthenticationOf } from '../autoscaling.ts'
import { alsoOnlyWithout, eachOnlyWithout, onlyWith, onlyWithout } from '../component-names.ts'
import { labelsOf, selectorOf } from '../labels.ts'
import { dns, kedaOperator, pods } from '../network.ts'
import { containerDefaults, oneAtATime, podDefaults, spread } from '../pod.ts'
import { remoteQueries, toRemoteQueries } from '../remote-queries.ts'
import { containerPorts, grpc, image, probes } from '../thanos.ts'
import { certificateOf, endpointsTls, grpcServerTls, httpServerTls, tlsMount, tlsVolume } from '../tls.ts'
import { requestLog, toCollector, tracingOf } from '../tracing.ts'
import { verticalAutoscalerBeside } from '../vertical-autoscaling.ts'
import { queriesPriority } from './priority-classes.ts'
import { endpoint as sidecar } from './prometheus.ts'
import { endpoint as receive } from './thanos-receive.ts'
import { endpoint as rule } from './thanos-rule.ts'
import { endpoint as store } from './thanos-store.ts'

const name = 'thanos-query'
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

/** One for each label that differs between replicas of the same source. A label that no source has does no harm. */
export const replicaLabels = [
  '--query.replica-label=prometheus_replica',
  '--query.replica-label=rule_replica',
  '--query.replica-label=receive_replica',
  // A target is in one shard, and in another one when their number changes.
  onlyWith(['prometheus.shards', 'query.remote'], '--query.replica-label=prometheus_shard'),
]

export const tenancy = [
  onlyWith('query.tenancy.label', '--query.enforce-tenancy'),
  onlyWith('query.tenancy.label', `--query.tenant-label-name=${setting('query.tenancy.label')}`),
]

/** The query reads this file again every five minutes. It cannot contain $(VAR). */
export const configMap = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace, labels },
  data: {
    'endpoints.yaml': {
      default_client_config: endpointsTls(),
      endpoints: [
        onlyWithout('prometheus.agent', { address: sidecar }),
        forEachShard('store.shards', {
          address: store,
          // Without a group, a query reads the same blocks from each replica.
          group: onlyWith('store.group', trueWith('store.group')),
        }),
        ...eachOnlyWithout('thanos-query-global', remoteQueries()),
        forEachShard('rule.shards', onlyWith('thanos-rule', { address: rule })),
        onlyWith('thanos-receive', { address: receive }),
      ],
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
              ...replicaLabels,
              onlyWith('query.engine', `--query.promql-engine=${setting('query.engine')}`),
              ...tenancy,
              '--query.auto-downsampling',
              '--query.timeout=2m',
              '--query.max-concurrent=20',
              alertSource,
              // A source that does not answer makes a response partial, not slow.
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

/** Queries of other clusters connect to the name in `query.grpcAddress`. */
export const certificate = certificateOf(
  name,
  labels,
  [service],
  [onlyWith('query.grpcHost', setting('query.grpcHost'))],
)

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
          alsoOnlyWithout('thanos-query-global', onlyWith('oauth2-proxy-query', pods('oauth2-proxy-query'))),
        ],
        ports: [{ port: 'http' }],
      },
      alsoOnlyWithout(
        'thanos-query-global',
        onlyWith('thanos-query-frontend', { from: [pods('thanos-query-frontend')], ports: [{ port: 'http' }] }),
      ),
      onlyWith('thanos-rule', { from: [pods('thanos-rule')], ports: [{ port: 'http' }] }),
      onlyWith('query.grpcFrom', { from: [settingValue('remoteQueries.networks')], ports: [{ port: 'grpc' }] }),
      alsoOnlyWithout(
        'thanos-query-global',
        onlyWith('grafana', { from: [pods('grafana')], ports: [{ port: 'http' }] }),
      ),
      onlyWith('thanos-query-global', { from: [pods('thanos-query-global')], ports: [{ port: 'grpc' }] }),
      onlyWith(['query.autoscaling.queries', 'queryFrontend.autoscaling.queries'], {
        from: [kedaOperator],
        ports: [{ port: 'http' }],
      }),
      onlyWith('receive.headSeriesLimits', { from: [pods('thanos-receive-router')], ports: [{ port: 'http' }] }),
    ],
    egress: [
      dns,
      { to: [onlyWithout('prometheus.agent', pods('prometheus')), pods('thanos-store')], ports: [{ port: 'grpc' }] },
      onlyWith('thanos-rule', { to: [pods('thanos-rule')], ports: [{ port: 'grpc' }] }),
      onlyWith('thanos-receive', { to: [pods('thanos-receive')], ports: [{ port: 'grpc' }] }),
      alsoOnlyWithout('thanos-query-global', toRemoteQueries()),
      toCollector(),
    ],
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
