import type { Runbook } from './runbook.ts'

export const outageRunbooks: readonly Runbook[] = [
  {
    id: 'scale-down',
    appliesTo: ({ dangerousChanges }) => dangerousChanges.some(({ path }) => path === '/spec/replicas'),
    title: ({ kind, name }) => `Scale down ${kind}/${name} step by step`,
    steps: [
      {
        text: 'Reduce the number of replicas in steps, one pull request each, and wait until the remaining pods have caught up. For Alertmanager and receive, remove only a minority of the pods at once, and remove them from the list of peers or the hash ring first.',
      },
      {
        text: 'Check the remaining pods.',
        commands: ({ kubectl, resource }) => [`${kubectl} rollout status ${resource} --timeout=15m`],
      },
    ],
  },
  {
    id: 'avoid-outage',
    appliesTo: ({ dangerousChanges }) => dangerousChanges.some((change) => change.class === 'outage'),
    title: ({ kind, name }) => `Avoid an outage when ${kind}/${name} changes`,
    steps: [
      { text: 'First deploy a replacement, and merge this change when the replacement serves.' },
      { text: 'If you accept the outage, choose the time and silence the alerts that will fire.' },
    ],
  },
]
