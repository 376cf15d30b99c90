// Autoscalers of query and query frontend, for environments with `autoscaling`. The number of replicas in git is then the smallest one.
import { autoscalingNumber, inWave, setting } from '@thanos-gitops/manifest'
import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler'
import { onlyWith } from './component-names.ts'

/** The autoscaler of a Deployment with its name. */
export const autoscalerOf = (
  group: 'query' | 'queryFrontend',
  { metadata: { name, labels } }: { metadata: { name: string; labels: Readonly<Record<string, string>> } },
) =>
  onlyWith(`${group}.autoscaling.min`, {
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
      behavior: {
        // Dashboards that refresh every few minutes cause peaks: a pod that stops would be needed again.
        scaleDown: {
          stabilizationWindowSeconds: 600,
          policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }],
        },
      },
    },
  } satisfies IHorizontalPodAutoscaler)
