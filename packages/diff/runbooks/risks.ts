import { type KubernetesObject, mappingsOf, valueAt } from '@thanos-gitops/manifest'
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

const listPermissions = ({ before, after, namespaceOption }: RunbookFacts): readonly string[] =>
  accountsIn(after ?? before).map((account) => `kubectl auth can-i --list --as=${account}${namespaceOption}`)

/** Changes of a protection, of permissions, of the delivery or of the identity of data. */
export const riskRunbooks: readonly Runbook[] = [
  {
    appliesTo: (facts) =>
      hasRisk(facts) && facts.change.status !== 'removed' && [...bindingKinds, ...roleKinds].includes(facts.kind),
    title: ({ kind, name }) => `Grant only what is needed with ${kind}/${name}`,
    steps: [
      {
        text: 'Replace * and cluster-admin by the API groups, resources and verbs that the program uses. Its documentation or the audit log of the API server lists them.',
      },
      {
        text: 'If the permissions are intended, have a person who is responsible for the cluster approve them, and check who gets them.',
        commands: (facts) => [`kubectl describe ${facts.resource}${facts.namespaceOption}`, ...listPermissions(facts)],
      },
    ],
  },
  {
    appliesTo: (facts) => hasRisk(facts) && facts.change.status === 'removed' && bindingKinds.includes(facts.kind),
    title: ({ kind, name }) => `Check who still needs ${kind}/${name}`,
    steps: [
      {
        text: 'List what its subjects may do now, and merge a binding that keeps what they need before you remove this one.',
        commands: (facts) => [`kubectl describe ${facts.resource}${facts.namespaceOption}`, ...listPermissions(facts)],
      },
    ],
  },
  {
    appliesTo: (facts) => hasRisk(facts) && facts.change.status === 'removed' && facts.kind === 'NetworkPolicy',
    title: ({ name }) => `Replace NetworkPolicy/${name} before you remove it`,
    steps: [
      {
        text: 'Check which pods it selects and what it allows. Merge a policy with the same selector that allows what is needed, and remove this one in the next pull request.',
        commands: ({ resource, namespaceOption }) => [
          `kubectl describe ${resource}${namespaceOption}`,
          `kubectl get networkpolicy${namespaceOption} -o wide`,
        ],
      },
    ],
  },
  {
    appliesTo: (facts) => hasRisk(facts) && facts.change.status === 'removed' && facts.kind === 'StorageClass',
    title: ({ name }) => `Keep StorageClass/${name} while claims use it`,
    steps: [
      {
        text: 'List the claims and volumes of the class. Remove the class when there are none.',
        commands: ({ name }) => [
          `kubectl get pvc -A -o jsonpath='{range .items[?(@.spec.storageClassName=="${name}")]}{.metadata.namespace}/{.metadata.name}{"\\n"}{end}'`,
        ],
      },
    ],
  },
  {
    appliesTo: (facts) => hasRisk(facts) && changesPath(facts, '/spec/suspend'),
    title: ({ kind, name }) => `Resume ${kind}/${name} when the work is done`,
    steps: [
      {
        text: 'Write in the pull request why it is suspended and until when, and open the pull request that resumes it.',
      },
      {
        text: 'While it is suspended, look at what would change.',
        commands: ({ kind, name, namespaceOption }) => [
          `flux get ${kind === 'HelmRelease' ? 'helmreleases' : kind === 'Kustomization' ? 'kustomizations' : 'all'} ${kind === 'HelmRelease' || kind === 'Kustomization' ? name : ''}${namespaceOption}`.replace(
            '  ',
            ' ',
          ),
        ],
      },
    ],
  },
  {
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
        text: 'If the label must change, first make dashboards, alerts and recording rules select both values. Remove the old value when its blocks are older than the retention.',
        commands: [
          'thanos tools bucket ls --objstore.config-file=objstore.yaml -o wide   # lists the labels of all blocks',
        ],
      },
    ],
  },
  {
    appliesTo: hasRisk,
    title: ({ kind, name }) => `Confirm the change of ${kind}/${name}`,
    steps: [
      {
        text: ({ dangerousChanges }) =>
          `Check that you intend this: ${dangerousChanges.find((one) => one.class === 'risk')!.why}`,
      },
      {
        text: 'Look at what uses the object now, and have another person approve the change.',
        commands: ({ resource, namespaceOption }) => [`kubectl describe ${resource}${namespaceOption}`],
      },
    ],
  },
]
