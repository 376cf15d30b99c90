import { type ChangeRule, inPlace } from './rule.ts'

const source = 'pkg/apis/core/validation/validation.go:5701-5844'

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
  ],
}
