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
function listDependents({ kind, name, resource, namespaceOption }: RunbookFacts): string {
  if (kind === 'Namespace') return `kubectl get all,pvc,configmap,secret -n ${name}`
  if (kind === 'CustomResourceDefinition') return `kubectl get ${name} -A`
  return `kubectl describe ${resource}${namespaceOption}`
}

/** Objects and data that are deleted. */
export const deletionRunbooks: readonly Runbook[] = [
  {
    appliesTo: ({ change, kind }) =>
      (change.status === 'removed' || change.status === 'renamed') && kindsThatDeleteMore.includes(kind),
    title: ({ kind, name }) => `Keep ${kind}/${name}, or delete it on purpose`,
    steps: [
      {
        text: 'To keep the object, first merge a pull request that adds these annotations, and remove the object from git only after they are synced. Annotations in the same commit come too late: the tools read them from the object in the cluster.',
        commands: ({ resource, namespaceOption }) => [
          `kubectl annotate ${resource}${namespaceOption} argocd.argoproj.io/sync-options=Prune=false,Delete=false kustomize.toolkit.fluxcd.io/prune=disabled   # and the same in the manifest`,
        ],
      },
      {
        text: 'To delete the object, first check what is deleted with it.',
        commands: (facts) => [listDependents(facts)],
      },
      { text: 'Back up what cannot be created again, and have another person review the list.' },
    ],
  },
  {
    appliesTo: ({ dangerousChanges }) =>
      dangerousChanges.some(
        (change) =>
          change.class === 'data-loss' &&
          /retention|downsampling|deduplication|vertical-compaction|delete-delay/.test(change.path),
      ),
    title: ({ name }) => `Confirm the data that ${name} deletes`,
    steps: [
      { text: 'Ask the owners of the data to approve this pull request: the deletion cannot be undone.' },
      {
        text: 'List the blocks that exist now. If you may need them later, copy the bucket.',
        commands: [
          'thanos tools bucket ls --objstore.config-file=objstore.yaml -o wide',
          'thanos tools bucket replicate --objstore.config-file=objstore.yaml --objstore-to.config-file=copy.yaml --single-run',
        ],
      },
      {
        text: 'To save blocks that are already marked for deletion, revert the commit and remove the marks within --delete-delay (48h).',
        commands: [
          'thanos tools bucket mark --remove --marker=deletion-mark.json --id=ULID --objstore.config-file=objstore.yaml',
        ],
        when: ({ name }) => name.includes('compact'),
      },
    ],
  },
  {
    appliesTo: ({ dangerousChanges }) => dangerousChanges.some((change) => change.class === 'data-loss'),
    title: ({ kind, name }) => `Keep the data of ${kind}/${name}`,
    steps: [
      {
        text: 'Keep the volumes first, then change the number of replicas. Deleted data cannot be restored.',
        commands: ({ resource, namespaceOption, kind }) =>
          kind === 'StatefulSet'
            ? [
                `kubectl patch ${resource}${namespaceOption} --type merge -p '{"spec":{"persistentVolumeClaimRetentionPolicy":{"whenScaled":"Retain","whenDeleted":"Retain"}}}'   # and the same in the manifest`,
              ]
            : [],
      },
      {
        text: 'Before the pods are removed, check that Prometheus, receive and the ruler have uploaded their data.',
        commands: ({ kind, name, namespaceOption }) =>
          kind === 'StatefulSet'
            ? [
                `kubectl exec${namespaceOption} ${name}-0 -- wget -qO- http://localhost:10902/metrics | grep thanos_shipper_uploads_total`,
              ]
            : [],
      },
    ],
  },
  {
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
    appliesTo: ({ change }) => change.status === 'removed',
    title: ({ kind, name }) => `Remove ${kind}/${name}`,
    steps: [
      {
        text: 'First remove what depends on it (scrape jobs, endpoints, alerts, routes) in a pull request of its own, and remove this object in the next.',
      },
      {
        text: 'Check what uses it now.',
        commands: ({ resource, namespaceOption, kind, name }) => [
          kind === 'Service'
            ? `kubectl get endpointslices${namespaceOption} -l kubernetes.io/service-name=${name}`
            : `kubectl get ${resource}${namespaceOption} -o wide`,
        ],
      },
    ],
  },
]
