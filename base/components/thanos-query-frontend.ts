// Query frontend: splits long queries into days that run in parallel, and caches the results of past days.
import { type ConfigMapWithDocuments, contentHash, defineComponent, inWave, setting } from '@thanos-gitops/manifest'
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment'
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy'
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget'
import type { IService } from 'kubernetes-models/v1/Service'
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount'
import { forQueryOfPeople, queryHttp } from '../addresses.ts'
import { autoscalerOf, scaledObjectOf, triggerAuthenticationOf } from '../autoscaling.ts'
import { alsoOnlyWithout, onlyWith, onlyWithout } from '../component-names.ts'
import { labelsOf, selectorOf } from '../labels.ts'
import { dns, pods, toQueryOfPeople } from '../network.ts'
import { containerDefaults, oneAtATime, podDefaults, spread } from '../pod.ts'
import { image, probes } from '../thanos.ts'
import { authorityOnly, certificateOf, httpServerTls, tlsMount, tlsVolume } from '../tls.ts'
import { requestLog, toCollector, tracingOf } from '../tracing.ts'
import { verticalAutoscalerBeside } from '../vertical-autoscaling.ts'
import { cacheClient, toMemcached } from './memcached.ts'
import { queriesPriority } from './priority-classes.ts'
import { redisClient, toValkey } from './valkey.ts'

const name = 'thanos-query-frontend'
const namespace = setting('namespace')
const labels = labelsOf(name, 'query-cache')
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
  spec: { selector, ports: [queryHttp] },
} satisfies IService

export const configMap = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace, labels },
  data: {
    // Range queries and label queries each have a cache of this size. The memory limit is well above the sum.
    'cache.yaml': alsoOnlyWithout(
      'valkey',
      onlyWithout('memcached', {
        type: 'IN-MEMORY',
        config: { max_size: '256MB', max_size_items: 0, validity: '24h' },
      }),
    ),
    'memcached.yaml': onlyWith('memcached', { type: 'MEMCACHED', config: { ...cacheClient, expiration: '24h' } }),
    'valkey.yaml': onlyWith('valkey', { type: 'REDIS', config: { ...redisClient, expiration: '24h' } }),
    // All queries go to one host, for which Go keeps two idle connections by default.
    'downstream-tripper.yaml': { max_idle_conns_per_host: 100, tls_config: authorityOnly() },
  },
} satisfies ConfigMapWithDocuments

const folder = '/etc/thanos/query-frontend'

/** Of its own memory, which each replica fills for itself, or in memcached or Valkey. */
const cacheOf = (queries: 'query-range' | 'labels') => [
  alsoOnlyWithout('valkey', onlyWithout('memcached', `--${queries}.response-cache-config-file=${folder}/cache.yaml`)),
  onlyWith('memcached', `--${queries}.response-cache-config-file=${folder}/memcached.yaml`),
  onlyWith('valkey', `--${queries}.response-cache-config-file=${folder}/valkey.yaml`),
]

export const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace, labels, annotations: inWave('queries') },
  spec: {
    replicas: 2,
    selector: { matchLabels: selector },
    template: {
      metadata: { labels, annotations: { [`checksum/${name}`]: contentHash(configMap) } },
      spec: {
        ...podDefaults,
        ...spread(selector),
        automountServiceAccountToken: false,
        priorityClassName: queriesPriority,
        serviceAccountName: serviceAccount.metadata.name,
        terminationGracePeriodSeconds: 150,
        containers: [
          {
            ...containerDefaults,
            ...probes,
            name,
            image,
            args: [
              'query-frontend',
              '--log.level=info',
              '--log.format=logfmt',
              tracingOf(name),
              requestLog,
              '--http-address=0.0.0.0:9090',
              httpServerTls,
              // The duration of the longest query.
              '--http-grace-period=2m',
              '--enable-auto-gomemlimit',
              ...forQueryOfPeople((url) => `--query-frontend.downstream-url=${url}`),
              `--query-frontend.downstream-tripper-config-file=${folder}/downstream-tripper.yaml`,
              '--query-frontend.compress-responses',
              onlyWithout('requestLogging.queries', '--query-frontend.log-queries-longer-than=10s'),
              onlyWith('requestLogging.queries', '--query-frontend.log-queries-longer-than=-1s'),
              onlyWith(
                'queryFrontend.verticalShards',
                `--query-frontend.vertical-shards=${setting('queryFrontend.verticalShards')}`,
              ),
              '--query-range.split-interval=24h',
              '--query-range.max-retries-per-request=5',
              ...cacheOf('query-range'),
              '--labels.split-interval=24h',
              '--labels.max-retries-per-request=5',
              ...cacheOf('labels'),
            ],
            ports: [{ name: 'http', containerPort: queryHttp.port }],
            // Requests arrive until each node has removed the pod from its endpoints.
            lifecycle: { preStop: { sleep: { seconds: 5 } } },
            resources: { requests: { cpu: '100m', memory: '512Mi' }, limits: { memory: '1Gi' } },
            volumeMounts: [{ name: 'config', mountPath: folder, readOnly: true }, tlsMount],
          },
        ],
        volumes: [{ name: 'config', configMap: { name: configMap.metadata.name } }, tlsVolume(name)],
      },
    },
  },
} satisfies IDeployment

export const autoscaler = autoscalerOf('queryFrontend', deployment)

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
          onlyWith('grafana', pods('grafana')),
          onlyWith('oauth2-proxy-query', pods('oauth2-proxy-query')),
        ],
        ports: [{ port: 'http' }],
      },
    ],
    egress: [dns, ...toQueryOfPeople(), toMemcached(), toValkey(), toCollector()],
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
  deployment,
  autoscaler,
  scaledObjectOf('queryFrontend', deployment),
  triggerAuthenticationOf('queryFrontend', deployment),
  verticalAutoscalerBeside('queryFrontend.autoscaling.cpu', deployment),
  podDisruptionBudget,
])
