import { contentOf, mappingOf } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'

const hooks =
  /^(argocd\.argoproj\.io\/(hook|sync-options)|helm\.sh\/hook|kustomize\.toolkit\.fluxcd\.io\/(ssa|reconcile))$/

export const jobsRunOnce: Check = {
  name: 'jobs-run-once',
  question: 'availability',
  severity: 'warning',
  why: 'After ttlSecondsAfterFinished, Kubernetes deletes the finished Job. Argo CD and Flux then create it from git again, so it runs over and over.',
  remedy: 'Remove ttlSecondsAfterFinished, or make the Job a hook of Argo CD with a hook-delete-policy.',
  source:
    'https://fluxcd.io/flux/use-cases/running-jobs/, https://argo-cd.readthedocs.io/en/stable/user-guide/resource_hooks/',
  *run({ ofKind }) {
    for (const object of ofKind('Job', 'batch')) {
      const { ttlSecondsAfterFinished } = mappingOf(contentOf(object).spec)
      const annotations = Object.keys(object.object.metadata.annotations ?? {})
      if (ttlSecondsAfterFinished !== undefined && !annotations.some((name) => hooks.test(name)))
        yield {
          object,
          pointer: '/spec/ttlSecondsAfterFinished',
          message: `it is deleted ${String(ttlSecondsAfterFinished)} seconds after it finishes, and then created from git again.`,
        }
    }
  },
}
