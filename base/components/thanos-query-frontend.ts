// Query frontend: splits long queries into days that run in parallel, and caches the results of past days.
import { type ConfigMapWithDocuments, contentHash, defineComponent, inWave, setting } from '@thanos-gitops/manifest'
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment'
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy'
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget'
import type { IService } from 'kubernetes-models/v1/Service'
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount'
import { queryHttp, queryUrl } from '../addresses.ts'
import { onlyWith } from '../component-names.ts'
import { labelsOf, selectorOf } from '../labels.ts'
import { dns, pods } from '../network.ts'
import { containerDefaults, oneAtATime, podDefaults, spread } from '../pod.ts'
import { image, probes } from '../thanos.ts'
import { authorityOnly, certificateOf, httpServerTls, tlsMount, tlsVolume } from '../tls.ts'
import { queriesPriority } from './priority-classes.ts'

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
    'cache.yaml': { type: 'IN-MEMORY', config: { max_size: '256MB', max_size_items: 0, validity: '24h' } },
    // All queries go to one host, for which Go keeps two idle connections by default.
    'downstream-tripper.yaml': { max_idle_conns_per_host: 100, tls_config: authorityOnly() },
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
              '--http-address=0.0.0.0:9090',
              httpServerTls,
              // The duration of the longest query.
              '--http-grace-period=2m',
              '--enable-auto-gomemlimit',
              `--query-frontend.downstream-url=${queryUrl}`,
              '--query-frontend.downstream-tripper-config-file=/etc/thanos/query-frontend/downstream-tripper.yaml',
              '--query-frontend.compress-responses',
              '--query-frontend.log-queries-longer-than=10s',
              '--query-range.split-interval=24h',
              '--query-range.max-retries-per-request=5',
              '--query-range.response-cache-config-file=/etc/thanos/query-frontend/cache.yaml',
              '--labels.split-interval=24h',
              '--labels.max-retries-per-request=5',
              '--labels.response-cache-config-file=/etc/thanos/query-frontend/cache.yaml',
            ],
            ports: [{ name: 'http', containerPort: queryHttp.port }],
            // Requests arrive until each node has removed the pod from its endpoints.
            lifecycle: { preStop: { sleep: { seconds: 5 } } },
            resources: { requests: { cpu: '100m', memory: '512Mi' }, limits: { memory: '1Gi' } },
            volumeMounts: [{ name: 'config', mountPath: '/etc/thanos/query-frontend', readOnly: true }, tlsMount],
          },
        ],
        volumes: [{ name: 'config', configMap: { name: configMap.metadata.name } }, tlsVolume(name)],
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
    egress: [dns, { to: [pods('thanos-query')], ports: [{ port: 'http' }] }],
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
  podDisruptionBudget,
])
