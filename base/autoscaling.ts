// Autoscalers of query and query frontend, for environments with `autoscaling`: by CPU, or by queries with KEDA. The number of replicas in git is then the smallest one.
import { autoscalingNumber, inWave, setting } from '@thanos-gitops/manifest'
import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler'
import { queryUrl } from './addresses.ts'
import { alsoOnlyWith, onlyWith } from './component-names.ts'
import { secretOf } from './tls.ts'

/** Dashboards that refresh every few minutes cause peaks: a pod that stops would be needed again. */
const behavior = {
  scaleDown: {
    stabilizationWindowSeconds: 600,
    policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }],
  },
}

/** The autoscaler of a Deployment with its name. */
export const autoscalerOf = (
  group: 'query' | 'queryFrontend',
  { metadata: { name, labels } }: { metadata: { name: string; labels: Readonly<Record<string, string>> } },
) =>
  onlyWith(`${group}.autoscaling.cpu`, {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name, namespace: setting('namespace'), labels, annotations: inWave('queries') },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      minReplicas: autoscalingNumber(`${group}.autoscaling.min`),
      maxReplicas: autoscalingNumber(`${group}.autoscaling.max`),
      metrics: [
        {
          type: 'Resource',
          resource: {
            name: 'cpu',
            target: { type: 'Utilization', averageUtilization: autoscalingNumber(`${group}.autoscaling.cpu`) },
          },
        },
      ],
      behavior,
    },
  } satisfies IHorizontalPodAutoscaler)

type Deployment = Parameters<typeof autoscalerOf>[1]

/** The queries that run at the same time, of each pod. */
const runningQueries = {
  query: 'thanos_query_concurrent_gate_queries_in_flight',
  queryFrontend: 'http_inflight_requests',
} as const

/**
 * The autoscaler of KEDA, which asks the query of the environment. If the query does not answer, it is overloaded in most cases, so the most
 * pods run then. KEDA takes over the HorizontalPodAutoscaler that the environment had before.
 */
export const scaledObjectOf = (group: 'query' | 'queryFrontend', { metadata: { name, labels } }: Deployment) =>
  onlyWith(`${group}.autoscaling.queries`, {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: {
      name,
      namespace: setting('namespace'),
      labels,
      annotations: { ...inWave('queries'), 'scaledobject.keda.sh/transfer-hpa-ownership': 'true' },
    },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      minReplicaCount: autoscalingNumber(`${group}.autoscaling.min`),
      maxReplicaCount: autoscalingNumber(`${group}.autoscaling.max`),
      advanced: { horizontalPodAutoscalerConfig: { name, behavior } },
      fallback: { failureThreshold: 5, replicas: autoscalingNumber(`${group}.autoscaling.max`) },
      triggers: [
        {
          type: 'prometheus',
          metricType: 'AverageValue',
          metadata: {
            serverAddress: queryUrl,
            query: `sum(max_over_time(${runningQueries[group]}{cluster="${setting('cluster')}", job="${name}"}[2m]))`,
            threshold: setting(`${group}.autoscaling.queries`),
            // Without series, the load is unknown, and not zero.
            ignoreNullValues: 'false',
            authModes: onlyWith('tls', 'tls'),
          },
          authenticationRef: onlyWith('tls', { name }),
        },
      ],
    },
  })

/** What KEDA needs to connect to the query by TLS. It accepts an authority only together with a certificate. */
export const triggerAuthenticationOf = (group: 'query' | 'queryFrontend', { metadata: { name, labels } }: Deployment) =>
  alsoOnlyWith(
    'tls',
    onlyWith(`${group}.autoscaling.queries`, {
      apiVersion: 'keda.sh/v1alpha1',
      kind: 'TriggerAuthentication',
      metadata: { name, namespace: setting('namespace'), labels },
      spec: {
        secretTargetRef: [
          { parameter: 'ca', name: secretOf(name), key: 'ca.crt' },
          { parameter: 'cert', name: secretOf(name), key: 'tls.crt' },
          { parameter: 'key', name: secretOf(name), key: 'tls.key' },
        ],
      },
    }),
  )
