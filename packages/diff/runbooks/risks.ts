import { type KubernetesObject, mappingsOf, valueAt } from '@thanos-gitops/manifest'
import { leftByServer } from '../rules/agent-mode.ts'
import { loadsBlocks, uploadsSamples } from '../rules/divided-workloads.ts'
import { twoCompactors } from '../rules/moved-blocks.ts'
import { notUploadedSeries } from '../rules/moved-groups.ts'
import { notUploaded } from '../rules/moved-targets.ts'
import { changesPath, type Runbook, type RunbookFacts } from './runbook.ts'

const hasRisk = ({ dangerousChanges }: RunbookFacts): boolean =>
  dangerousChanges.some((change) => change.class === 'risk')

const bindingKinds = ['RoleBinding', 'ClusterRoleBinding']
const roleKinds = ['Role', 'ClusterRole']

/** The ServiceAccounts of a binding as kubectl impersonates them. */
const accountsIn = (binding: KubernetesObject | undefined): readonly string[] =>
  mappingsOf(valueAt(binding, ['subjects']))
    .filter(({ kind }) => kind === 'ServiceAccount')
    .map(({ namespace, name }) => `system:serviceaccount:${String(namespace ?? 'default')}:${String(name)}`)

const listPermissions = ({ before, after, kubectl }: RunbookFacts): readonly string[] =>
  accountsIn(after ?? before).map((account) => `${kubectl} auth can-i --list --as=${account}`)

/** Changes of a protection, of permissions, of the delivery or of the identity of data. */
export const riskRunbooks: readonly Runbook[] = [
  {
    id: 'grant-less',
    appliesTo: (facts) =>
      hasRisk(facts) && facts.change.status !== 'removed' && [...bindingKinds, ...roleKinds].includes(facts.kind),
    title: ({ kind, name }) => `Grant only what is needed with ${kind}/${name}`,
    steps: [
      {
        text: 'Replace * and cluster-admin by the API groups, resources and verbs that the program uses. Its documentation or the audit log of the API server lists them.',
      },
      {
        text: 'If the permissions are intended, have a person who is responsible for the cluster approve them, and check who gets them.',
        commands: (facts) => [`${facts.kubectl} describe ${facts.resource}`, ...listPermissions(facts)],
      },
    ],
  },
  {
    id: 'remove-binding',
    appliesTo: (facts) => hasRisk(facts) && facts.change.status === 'removed' && bindingKinds.includes(facts.kind),
    title: ({ kind, name }) => `Check who still needs ${kind}/${name}`,
    steps: [
      {
        text: 'List what its subjects may do now, and merge a binding that keeps what they need before you remove this one.',
        commands: (facts) => [`${facts.kubectl} describe ${facts.resource}`, ...listPermissions(facts)],
      },
    ],
  },
  {
    id: 'remove-network-policy',
    appliesTo: (facts) => hasRisk(facts) && facts.change.status === 'removed' && facts.kind === 'NetworkPolicy',
    title: ({ name }) => `Replace NetworkPolicy/${name} before you remove it`,
    steps: [
      {
        text: 'Check which pods it selects and what it allows. Merge a policy with the same selector that allows what is needed, and remove this one in the next pull request.',
        commands: ({ kubectl, resource }) => [
          `${kubectl} describe ${resource}`,
          `${kubectl} get networkpolicy -o wide`,
        ],
      },
    ],
  },
  {
    id: 'remove-storage-class',
    appliesTo: (facts) => hasRisk(facts) && facts.change.status === 'removed' && facts.kind === 'StorageClass',
    title: ({ name }) => `Keep StorageClass/${name} while claims use it`,
    steps: [
      {
        text: 'List the claims and volumes of the class. Remove the class when there are none.',
        commands: ({ context, name }) => [
          `kubectl --context ${context} get pvc --all-namespaces -o jsonpath='{range .items[?(@.spec.storageClassName=="${name}")]}{.metadata.namespace}/{.metadata.name}{"\\n"}{end}'`,
        ],
      },
    ],
  },
  {
    id: 'suspend',
    appliesTo: (facts) => hasRisk(facts) && changesPath(facts, '/spec/suspend'),
    title: ({ kind, name }) => `Resume ${kind}/${name} when the work is done`,
    steps: [
      {
        text: 'Write in the pull request why it is suspended and until when, and open the pull request that resumes it.',
      },
      {
        text: 'While it is suspended, look at its last state.',
        commands: ({ kubectl, kind, name }) => [`${kubectl} describe ${kind.toLowerCase()} ${name}`],
      },
    ],
  },
  {
    id: 'external-labels',
    appliesTo: ({ dangerousChanges }) =>
      dangerousChanges.some(
        ({ class: one, path }) => one === 'risk' && (path.includes('external_labels') || /\/\[?--label/.test(path)),
      ),
    title: ({ name }) => `Keep the external labels of ${name}`,
    steps: [
      {
        text: 'If you can, keep the old label: stored blocks keep the labels that they were uploaded with, and no tool changes them in the bucket by itself.',
      },
      {
        text: 'If the label must change, first make dashboards, alerts and recording rules select both values. Remove the old value when its blocks are older than the retention. To list the labels of all blocks: https://thanos.io/tip/components/tools.md/#bucket-ls',
      },
    ],
  },
  {
    id: 'stop-compactors',
    appliesTo: ({ dangerousChanges }) => dangerousChanges.some(({ why }) => why.includes(twoCompactors)),
    title: () => 'Stop all compactors before their shards change',
    steps: [
      {
        text: 'Merge a patch for all of them, and wait until no pod of a compactor runs: target: {kind: StatefulSet, name: thanos-compact}, op: replace, path: /spec/replicas, value: 0. It applies to all shards, and to a compactor without shards.',
      },
      {
        text: 'Merge this change with the patch. The new compactors are created without pods, and the old ones are deleted.',
      },
      {
        text: 'Remove the patch in another pull request. Blocks are not compacted in between, which costs time only.',
      },
    ],
  },
  {
    id: 'upload-series-of-a-ruler',
    appliesTo: ({ dangerousChanges }) => dangerousChanges.some(({ why }) => why.includes(notUploadedSeries)),
    title: ({ name }) => `Remove ${name} without its newest series in queries, or upload them first`,
    steps: [
      {
        text: 'Merge at a time at which nobody needs the recorded series of the last three hours. The other rulers evaluate all groups from then on, and the claims stay.',
      },
      {
        text: 'To get the series back, revert the pull request and wait four hours: the pods start with their volumes, write their blocks, and upload them.',
      },
      { text: 'Delete the claims when no query needs them any more.' },
    ],
  },
  {
    id: 'upload-samples-of-a-shard',
    appliesTo: ({ dangerousChanges }) => dangerousChanges.some(({ why }) => why.includes(notUploaded)),
    title: ({ name }) => `Remove ${name} without the newest samples in queries, or upload them first`,
    steps: [
      {
        text: 'Merge at a time at which nobody needs the samples of the last three hours in queries. The other shards scrape all targets from then on, and the claims stay.',
      },
      {
        text: 'To get the samples back, revert the pull request and wait four hours: the pods start with their volumes, write their blocks, and the sidecars upload them.',
      },
      { text: 'Delete the claims when no query needs them any more.' },
    ],
  },
  {
    id: 'load-blocks',
    appliesTo: ({ dangerousChanges }) => dangerousChanges.some(({ why }) => why.includes(loadsBlocks)),
    title: ({ change }) => `Replace ${change.was ?? change.name} at a time at which nobody needs old data`,
    steps: [
      {
        text: 'Merge at a quiet time. The store gateways that take over load their blocks, and the delivery tool does not wait for them.',
      },
      {
        text: 'Wait until they have all blocks: sum by (pod) (thanos_bucket_store_blocks_loaded{job="thanos-store"}) no longer grows.',
      },
      { text: 'Delete the claims of the removed pods: they have index headers and caches only.' },
    ],
  },
  {
    id: 'move-series-of-receivers',
    appliesTo: ({ dangerousChanges }) => dangerousChanges.some(({ why }) => why.includes(uploadsSamples)),
    title: ({ change }) => `Replace ${change.was ?? change.name} while senders can repeat their writes`,
    steps: [
      { text: 'Merge at a time at which senders reach the routers: they repeat what fails for up to five minutes.' },
      {
        text: 'Wait until the removed pods have ended. They have the time of terminationGracePeriodSeconds to upload their samples.',
      },
      {
        text: 'Delete their claims when the bucket has their last blocks: their external label receive_replica is the name of the pod.',
      },
    ],
  },
  {
    id: 'start-agents',
    appliesTo: ({ dangerousChanges }) => dangerousChanges.some(({ why }) => why.includes(leftByServer)),
    title: ({ name }) => `Make ${name} agents when their receivers and the ruler are ready`,
    steps: [
      {
        text: 'Merge the receivers and the ruler in a pull request before this one, and wait until their pods are ready. A server that still runs sends its samples as soon as it reads the new configuration.',
      },
      {
        text: 'Merge this change at a time at which nobody needs the samples of the last three hours in queries. The pods restart one after the other.',
      },
      {
        text: 'To get the samples back, revert the pull request and wait four hours: the servers start with their data, write their blocks, and the sidecars upload them. What the agents have sent stays in the receivers.',
      },
      { text: 'Delete the data of the servers from the volumes when no query needs them any more.' },
    ],
  },
  {
    id: 'confirm-risk',
    appliesTo: hasRisk,
    title: ({ kind, name }) => `Confirm the change of ${kind}/${name}`,
    steps: [
      {
        text: ({ dangerousChanges }) =>
          `Check that you intend this: ${dangerousChanges.find((one) => one.class === 'risk')!.why}`,
      },
      {
        text: 'Look at what uses the object now, and have another person approve the change.',
        commands: ({ kubectl, resource }) => [`${kubectl} describe ${resource}`],
      },
    ],
  },
]
