import { type KubernetesObject, mappingsOf, valueAt } from '@thanos-gitops/manifest'
import { type ChangeContext, type ChangeRule, inPlace, refused, type Verdict } from './rule.ts'

const message =
  'spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)'
const source = 'pkg/apis/core/validation/validation.go:5701-5844'

const refusedUpdate = refused(message, 'Most fields of a pod cannot change.')

function changedContainers({ before, after }: ChangeContext): Verdict {
  const count = (object: KubernetesObject, field: string): number => mappingsOf(valueAt(object, ['spec', field])).length
  const countDiffers = ['containers', 'initContainers'].some((field) => count(before, field) !== count(after, field))
  return countDiffers
    ? refused(
        'spec.containers: Forbidden: pod updates may not add or remove containers',
        'The containers of a pod cannot change.',
      )
    : refusedUpdate
}

export const podRules: Readonly<Record<string, readonly ChangeRule[]>> = {
  '/Pod': [
    ...['containers', 'initContainers'].map(
      (field): ChangeRule => ({
        at: `/spec/${field}/*/image`,
        verdict: { class: 'restart', why: 'The kubelet restarts this container in its pod.' },
        source,
      }),
    ),
    {
      at: '/spec/tolerations/**',
      verdict: ({ change }) =>
        change.before === undefined ? inPlace('You can add tolerations to a running pod.') : undefined,
      source,
    },
    {
      at: '/spec/activeDeadlineSeconds',
      verdict: ({ change }) =>
        typeof change.after === 'number' && (change.before === undefined || change.after < Number(change.before))
          ? inPlace('You can set a deadline and make it shorter.')
          : undefined,
      source,
    },
    {
      at: '/spec/schedulingGates/**',
      verdict: ({ change }) =>
        change.after === undefined
          ? inPlace('You can remove a scheduling gate: the pod is then scheduled.')
          : undefined,
      source,
    },
    { at: '/spec/containers/**', verdict: changedContainers, source },
    { at: '/spec/initContainers/**', verdict: changedContainers, source },
    { at: '/spec/**', verdict: refusedUpdate, source },
  ],
}
