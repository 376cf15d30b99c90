import type { Check } from '../engine/check.ts'

const hooks = /^(argocd\.argoproj\.io\/hook|helm\.sh\/hook)$/

export const podsHaveAController: Check = {
  name: 'pods-have-a-controller',
  question: 'availability',
  severity: 'warning',
  why: 'If a node drains or fails, Kubernetes deletes a pod without a controller and creates no other one. Most fields of a pod cannot change, so a new image in git is refused.',
  remedy: 'Use a Deployment, a StatefulSet or a Job.',
  source: 'https://kubernetes.io/docs/concepts/configuration/overview/#naked-pods-vs-replicasets-deployments-and-jobs',
  *run({ ofKind }) {
    for (const object of ofKind('Pod', '')) {
      const annotations = Object.keys(object.object.metadata.annotations ?? {})
      if (!annotations.some((name) => hooks.test(name)))
        yield { object, pointer: '/kind', message: 'no controller manages this pod.' }
    }
  },
}
