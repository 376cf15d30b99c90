// Simulates the metrics server, without which an autoscaler is degraded. The usage of each pod is a constant part of its requests.
import { mappingsOf, stringAt, valueAt } from '@thanos-gitops/manifest'
import type { ApiClient } from '../api-client.ts'
import { isReady } from './pod-needs.ts'
import { type Repetition, repeat } from './repeat.ts'
import { type WatchedObject, WatchedObjects } from './watched-objects.ts'

const group = 'metrics.k8s.io'
/** The common target of autoscalers: they keep the number of replicas. */
const usedPart = 0.7

/** The API server serves the metrics as custom resources, in place of an API server of their own. */
export const podMetricsDefinition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: {
    name: `pods.${group}`,
    // Required for groups of Kubernetes.
    annotations: { 'api-approved.kubernetes.io': 'unapproved, simulated' },
  },
  spec: {
    group,
    scope: 'Namespaced',
    names: { plural: 'pods', singular: 'podmetrics', kind: 'PodMetrics', listKind: 'PodMetricsList' },
    versions: [
      {
        name: 'v1beta1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
}

export function simulateMetrics(client: ApiClient): { stop(): Promise<void> } {
  const written = new Set<string>()
  const pods: WatchedObjects = new WatchedObjects(client, '/api/v1/pods', () => work.request())
  const work: Repetition = repeat('simulated metrics', async () => {
    for (const pod of pods.values()) {
      const { uid, namespace } = pod.metadata
      if (written.has(uid) || !isReady(pod)) continue
      const { status } = await client.send(
        'POST',
        `/apis/${group}/v1beta1/namespaces/${namespace}/pods`,
        metricsOf(pod),
      )
      // The definition may not be served yet.
      if (status < 300) written.add(uid)
    }
  })
  pods.start()
  return {
    async stop() {
      await work.stop()
      await pods.stop()
    },
  }
}

function metricsOf(pod: WatchedObject): object {
  const { name, namespace, uid, labels } = pod.metadata
  return {
    apiVersion: `${group}/v1beta1`,
    kind: 'PodMetrics',
    metadata: { name, namespace, labels, ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name, uid }] },
    timestamp: new Date().toISOString(),
    window: '1s',
    containers: mappingsOf(valueAt(pod, ['spec', 'containers'])).map((container) => ({
      name: container.name,
      usage: {
        cpu: `${Math.round(usedPart * millicores(stringAt(container, 'resources', 'requests', 'cpu') ?? '0'))}m`,
        memory: stringAt(container, 'resources', 'requests', 'memory') ?? '0',
      },
    })),
  }
}

const millicores = (quantity: string): number =>
  quantity.endsWith('m') ? Number(quantity.slice(0, -1)) : Number(quantity) * 1000
