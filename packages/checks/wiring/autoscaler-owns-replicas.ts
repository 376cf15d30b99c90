import { contentOf, mappingOf } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'
import { autoscalersIn } from './autoscalers.ts'

export const autoscalerOwnsReplicas = {
  name: 'autoscaler-owns-replicas',
  question: 'availability',
  severity: 'warning',
  why: 'If git sets the replicas of a workload that an autoscaler scales, every sync resets the number and the autoscaler changes it again. Pods are created and deleted repeatedly, and Argo CD never reports Synced.',
  remedy: 'Remove replicas from the scaled workload, or remove the autoscaler.',
  source:
    'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#migrating-deployments-and-statefulsets-to-horizontal-autoscaling',
  *run(context) {
    // The delivery objects of an environment ignore the field: in git it is the number of a new object, which the policy limits.
    if (context.environment !== undefined) return
    for (const { object, isVertical, targetKind, targetName } of autoscalersIn(context)) {
      const target = isVertical ? undefined : context.find(targetKind, context.namespaceOf(object), targetName)
      if (target !== undefined && mappingOf(contentOf(target).spec).replicas !== undefined)
        yield {
          object: target,
          pointer: '/spec/replicas',
          message: `replicas is set, but ${object.object.kind}/${object.object.metadata.name} scales this workload.`,
        }
    }
  },
} satisfies Check
