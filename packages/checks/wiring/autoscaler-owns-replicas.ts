import { contentOf, mappingOf, stringOf } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'

export const autoscalerOwnsReplicas = {
  name: 'autoscaler-owns-replicas',
  severity: 'error',
  why: 'With a fixed number of replicas in git and a HorizontalPodAutoscaler, every sync sets the number back and the autoscaler sets it anew: pods come and go, and Argo CD never says Synced.',
  remedy: 'Leave out replicas of what is scaled, or remove the autoscaler.',
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
            remedy: 'Correct scaleTargetRef.',
            missing: { kind, name, namespace: namespaceOf(autoscaler) },
          }
      } else if (mappingOf(contentOf(target).spec).replicas !== undefined) {
        yield {
          object: target,
          pointer: '/spec/replicas',
          message: `its replicas are fixed, and ${autoscaler.object.kind}/${autoscaler.object.metadata.name} scales it.`,
        }
      }
    }
  },
} satisfies Check
