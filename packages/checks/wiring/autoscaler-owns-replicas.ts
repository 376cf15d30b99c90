import { contentOf, mappingOf, stringOf } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'

export const autoscalerOwnsReplicas = {
  name: 'autoscaler-owns-replicas',
  question: 'availability',
  severity: 'error',
  why: 'If git sets the replicas of a workload that an autoscaler scales, every sync resets the number and the autoscaler changes it again. Pods are created and deleted repeatedly, and Argo CD never reports Synced.',
  remedy: 'Remove replicas from the scaled workload, or remove the autoscaler.',
  source:
    'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#migrating-deployments-and-statefulsets-to-horizontal-autoscaling',
  *run({ ofKind, find, namespaceOf, external }) {
    for (const autoscaler of [...ofKind('HorizontalPodAutoscaler'), ...ofKind('ScaledObject')]) {
      const { kind: targetKind, name } = mappingOf(mappingOf(contentOf(autoscaler).spec).scaleTargetRef)
      const kind = stringOf(targetKind) ?? 'Deployment'
      if (typeof name !== 'string') continue
      const target = find(kind, namespaceOf(autoscaler), name)
      if (target === undefined) {
        if (!external.has(kind, name, namespaceOf(autoscaler)))
          yield {
            object: autoscaler,
            pointer: '/spec/scaleTargetRef/name',
            message: `there is no ${kind} ${name} to scale.`,
            remedy: 'Set scaleTargetRef to a workload that exists.',
            missing: { kind, name, namespace: namespaceOf(autoscaler) },
          }
      } else if (mappingOf(contentOf(target).spec).replicas !== undefined) {
        yield {
          object: target,
          pointer: '/spec/replicas',
          message: `replicas is set, but ${autoscaler.object.kind}/${autoscaler.object.metadata.name} scales this workload.`,
        }
      }
    }
  },
} satisfies Check
