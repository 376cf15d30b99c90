import { factsOf } from '@thanos-gitops/manifest'
import type { Runbook, RunbookFacts } from './runbook.ts'

const kindsThatDeleteMore = [
  'Namespace',
  'CustomResourceDefinition',
  'PersistentVolumeClaim',
  'PersistentVolume',
  'ObjectBucketClaim',
]

/** Lists what the deletion of the object also deletes. */
function listDependents({ kind, name, resource, kubectl, context }: RunbookFacts): string {
  if (kind === 'Namespace') return `kubectl --context ${context} --namespace ${name} get all,pvc,configmap,secret`
  if (kind === 'CustomResourceDefinition') return `kubectl --context ${context} get ${name} --all-namespaces`
  return `${kubectl} describe ${resource}`
}

/** Objects and data that are deleted. */
export const deletionRunbooks: readonly Runbook[] = [
  {
    id: 'keep-or-delete',
    appliesTo: ({ change, kind }) =>
      (change.status === 'removed' || change.status === 'renamed') && kindsThatDeleteMore.includes(kind),
    title: ({ kind, name }) => `Keep ${kind}/${name}, or delete it on purpose`,
    steps: [
      {
        text: 'To keep the object, first merge a pull request that adds the annotations argocd.argoproj.io/sync-options: Prune=false,Delete=false and kustomize.toolkit.fluxcd.io/prune: disabled, and remove the object from git only after they are synced. Annotations in the same commit come too late: the tools read them from the object in the cluster.',
      },
      {
        text: 'To delete the object, first check what is deleted with it.',
        commands: (facts) => [listDependents(facts)],
      },
      { text: 'Back up what cannot be created again, and have another person review the list.' },
    ],
  },
  {
    id: 'confirm-deletion-of-blocks',
    appliesTo: ({ dangerousChanges }) =>
      dangerousChanges.some(
        (change) =>
          change.class === 'data-loss' &&
          /retention|downsampling|deduplication|vertical-compaction|delete-delay/.test(change.path),
      ),
    title: ({ name }) => `Confirm the data that ${name} deletes`,
    steps: [
      {
        text: 'If the blocks may still be needed, keep them: with retention in environment.yaml, 0d keeps all. A longer retention later does not restore what was deleted.',
        when: ({ dangerousChanges }) => dangerousChanges.some(({ path }) => path.includes('retention.resolution')),
      },
      { text: 'Ask the owners of the data to approve this pull request: the deletion cannot be undone.' },
      {
        text: 'List the blocks that exist now. If you may need them later, copy the bucket: https://thanos.io/tip/components/tools.md/',
      },
      {
        text: 'To save blocks that are already marked for deletion, revert the commit and remove the marks within --delete-delay (48h): https://thanos.io/tip/components/tools.md/#bucket-mark',
        when: ({ name }) => name.includes('compact'),
      },
    ],
  },
  {
    id: 'keep-data',
    appliesTo: ({ dangerousChanges }) => dangerousChanges.some((change) => change.class === 'data-loss'),
    title: ({ kind, name }) => `Keep the data of ${kind}/${name}`,
    steps: [
      {
        text: ({ kind }) =>
          kind === 'StatefulSet'
            ? 'Keep the volumes first: merge a pull request that sets persistentVolumeClaimRetentionPolicy: {whenScaled: Retain, whenDeleted: Retain}, and change the number of replicas after it is synced. Deleted data cannot be restored.'
            : 'Keep the volumes first. Deleted data cannot be restored.',
      },
      {
        text: 'Before the pods are removed, check that Prometheus, receive and the ruler have uploaded their data: thanos_shipper_uploads_total of each pod grows every two hours, and thanos_shipper_upload_failures_total does not.',
        when: ({ kind }) => kind === 'StatefulSet',
      },
    ],
  },
  {
    id: 'rename-workload',
    appliesTo: ({ change }) => change.status === 'renamed' && factsOf(change.kind).podSpec !== undefined,
    title: ({ change }) => `Rename ${change.kind}/${change.was ?? ''} to ${change.name}`,
    steps: [
      {
        text: 'To keep the service available, use two pull requests: first add the object under its new name, and remove the old object when the new one serves.',
      },
      {
        text: ({ claims }) =>
          `Copy the data of the volumes, or bind the new claims to the old volumes before the new pods start. The new pods do not use the existing claims ${claims.flatMap(({ names }) => names).join(', ')}.`,
        when: ({ claims }) => claims.length > 0,
      },
    ],
  },
  {
    id: 'remove-object',
    appliesTo: ({ change }) => change.status === 'removed',
    title: ({ kind, name }) => `Remove ${kind}/${name}`,
    steps: [
      {
        text: 'First remove what depends on it (scrape jobs, endpoints, alerts, routes) in a pull request of its own, and remove this object in the next.',
      },
      {
        text: 'Check what uses it now.',
        commands: ({ kubectl, resource, kind, name }) => [
          kind === 'Service'
            ? `${kubectl} get endpointslices --selector kubernetes.io/service-name=${name}`
            : `${kubectl} get ${resource} -o wide`,
        ],
      },
    ],
  },
]
