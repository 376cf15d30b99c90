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
    id: 'move-blocks',
    appliesTo: ({ dangerousChanges }) =>
      dangerousChanges.some(
        ({ class: one, path }) =>
          one === 'outage' && /\/(?:prefix|config\/(?:bucket|container|endpoint|directory))$/.test(path),
      ),
    title: ({ name }) => `Move the blocks before ${name} names another location`,
    steps: [
      {
        text: 'If you can, keep the location of an environment that has blocks, and use the new one for a new environment only.',
      },
      {
        text: 'Copy the bucket or the folder with the tool of its provider, and copy again what was uploaded in the meantime after the merge. Stop the compactor for that time, so that it does not merge or delete what is copied.',
      },
      {
        text: 'After the merge, check that the store gateway finds the old blocks: thanos_blocks_meta_synced of its pods is as large as before. Then delete the old ones.',
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
