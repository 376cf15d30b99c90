import type { KubernetesObject } from '@thanos-gitops/manifest'
import { changesPath, isRefused, isRefusedWith, type Runbook, type RunbookFacts } from './runbook.ts'
import { deleteButKeepPods, deleteObject, merge, syncAgain } from './sync-steps.ts'

/** The selector of a workload as an option of kubectl: `app=web,tier=front`. */
const selectorOption = (object: KubernetesObject | undefined): string => {
  const labels =
    (object as unknown as { spec?: { selector?: { matchLabels?: Record<string, string> } } } | undefined)?.spec
      ?.selector?.matchLabels ?? {}
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',')
}

const sentence = (text: string): string => (/[.?]$/.test(text) ? text : `${text}.`)

/** Whether the value is wrong in a new object too, so that recreating the object does not help. */
const isInvalidValue = ({ dangerousChanges }: RunbookFacts): boolean =>
  dangerousChanges.some((change) => change.class === 'refused' && change.isInvalid)

/** The first runbook: what is invalid must be corrected before anything else. */
export const correctValue: Runbook = {
  id: 'correct-value',
  appliesTo: isInvalidValue,
  title: ({ kind, name }) => `Correct the value that the API server refuses in ${kind}/${name}`,
  steps: [
    {
      text: ({ dangerousChanges }) => {
        const message = dangerousChanges.find((change) => change.class === 'refused')?.message
        return `Correct the value.${message === undefined ? '' : ` The API server refuses it: ${sentence(message)}`}`
      },
    },
  ],
}

/**
 * Deletes what no controller owns any longer. A new object adopts what its selector matches, and adopted objects are replaced by
 * their owner, one after the other.
 */
const deleteOrphans = (type: string): ((facts: RunbookFacts) => readonly string[]) => {
  const orphans = `{{range .items}}{{if not .metadata.ownerReferences}}${type}/{{.metadata.name}}{{"\\n"}}{{end}}{{end}}`
  return ({ kubectl, resource, before }) => [
    `${kubectl} rollout status ${resource} --timeout=15m`,
    `${kubectl} get ${type} --selector ${selectorOption(before)} -o go-template='${orphans}' | xargs -r ${kubectl} delete`,
  ]
}

/** Kinds whose pods have no owner between the deletion of the object and its creation, and kinds that have one. */
const orphanedType: Readonly<Record<string, string>> = { Deployment: 'replicaset', DaemonSet: 'pod' }

/** Changes that the API server refuses, of all kinds but StatefulSets. */
export const refusedRunbooks: readonly Runbook[] = [
  {
    id: 'change-selector',
    appliesTo: (facts) =>
      isRefused(facts) &&
      isRefusedWith(facts, 'field is immutable') &&
      changesPath(facts, '/spec/selector') &&
      facts.kind in orphanedType,
    title: ({ kind, name }) => `Change the selector of ${kind}/${name}`,
    steps: [
      {
        text: 'If you can, use two pull requests instead of the following steps. In the first, add the object under a new name with the new labels. When its pods serve, remove the old object in the second. Until then, the Services must select the pods of both.',
      },
      ...merge,
      deleteButKeepPods(
        'Delete the object, but keep its pods. The new object adopts those that its selector matches, and starts its own pods next to the others.',
      ),
      ...syncAgain,
      {
        text: ({ kind }) =>
          `When the new pods are ready, delete the ${kind === 'Deployment' ? 'ReplicaSets' : 'pods'} with the old labels that have no owner. There are none if the new object has adopted them.`,
        commands: (facts) => deleteOrphans(orphanedType[facts.kind]!)(facts),
      },
    ],
  },
  {
    id: 'recreate-once',
    appliesTo: (facts) => isRefused(facts) && ['Job', 'Pod'].includes(facts.kind),
    title: ({ kind, name }) => `Replace ${kind}/${name}`,
    steps: [
      {
        text: ({ kind }) =>
          `If you can, avoid the following steps: give the ${kind} a new name with each change. The tool creates the new one and deletes the old one.`,
      },
      ...merge,
      deleteObject('Delete the object. Its work stops, and starts again with the new object.'),
      ...syncAgain,
    ],
  },
  {
    id: 'recreate-service',
    appliesTo: (facts) => isRefused(facts) && facts.kind === 'Service',
    title: ({ name }) => `Recreate Service/${name}`,
    steps: [
      {
        text: 'Check whether clients can lose the old address: it stops working for clients that have already resolved it. If they cannot, add a Service with a new name instead, move the clients, and remove the old Service.',
      },
      ...merge,
      deleteObject(
        'Delete the Service. The new Service gets a new address. Clients that resolve the name again find it within seconds.',
      ),
      ...syncAgain,
    ],
  },
  {
    id: 'recreate-binding',
    appliesTo: (facts) => isRefused(facts) && changesPath(facts, '/roleRef'),
    title: ({ kind, name }) => `Change the role of ${kind}/${name}`,
    steps: [
      {
        text: 'To avoid a gap in permissions, add a binding with a new name in this pull request instead, and remove this binding in the next.',
      },
      ...merge,
      deleteObject('Delete the binding. Its permissions are missing until the next sync.'),
      ...syncAgain,
    ],
  },
  {
    id: 'rename-immutable',
    appliesTo: (facts) => isRefused(facts) && isRefusedWith(facts, '`immutable` is set'),
    title: ({ kind, name }) => `Replace the immutable ${kind}/${name}`,
    steps: [
      {
        text: ({ kind }) =>
          `Give the ${kind} a new name, and use that name in the pods that read it. The pods are replaced, and you can remove the old ${kind} in the next pull request.`,
      },
    ],
  },
  {
    id: 'replace-claim',
    appliesTo: (facts) => isRefused(facts) && facts.kind === 'PersistentVolumeClaim',
    title: ({ name }) => `Replace PersistentVolumeClaim/${name}`,
    steps: [
      {
        text: 'Add a claim with a new name: an existing claim can only grow. Copy the data with a pod that mounts both claims, switch the workload to the new claim, and remove the old claim last.',
      },
      {
        text: 'Before you remove the old claim, set Retain on its volume. Keep the volume until you have verified the copy.',
        commands: ({ name, kubectl, context }) => [
          `kubectl --context ${context} patch pv "$(${kubectl} get pvc ${name} -o jsonpath='{.spec.volumeName}')" --patch '{"spec":{"persistentVolumeReclaimPolicy":"Retain"}}'`,
        ],
      },
    ],
  },
  {
    id: 'replace-class',
    appliesTo: (facts) => isRefused(facts) && facts.kind.endsWith('Class'),
    title: ({ kind, name }) => `Replace ${kind}/${name}`,
    steps: [
      {
        text: ({ kind }) =>
          `Add another ${kind} with a new name, and use it in new objects. Objects that use the old ${kind} stay as they are. Remove the old ${kind} when no object uses it.`,
      },
    ],
  },
  {
    id: 'set-strategy',
    appliesTo: (facts) => isRefused(facts) && isRefusedWith(facts, "'Recreate'"),
    title: ({ name }) => `Set strategy Recreate for Deployment/${name}`,
    steps: [
      {
        text: 'First, in a commit of its own, set strategy.type RollingUpdate with rollingUpdate: {maxSurge: 1, maxUnavailable: 0}. Merge it and wait until it is synced: the delivery tool then owns the field, and removes it with the next commit. With the default values, the tool finds no difference and does not own the field.',
      },
      { text: 'Then set strategy.type Recreate without rollingUpdate.' },
    ],
  },
  {
    id: 'set-update-strategy',
    appliesTo: (facts) => isRefused(facts) && isRefusedWith(facts, 'only allowed for updateStrategy'),
    title: ({ kind, name }) => `Set update strategy OnDelete for ${kind}/${name}`,
    steps: [
      {
        text: ({ kind }) =>
          `First, in a commit of its own, set updateStrategy with type RollingUpdate and rollingUpdate: ${kind === 'DaemonSet' ? '{maxUnavailable: 2}' : '{partition: 1}'}. Merge it and wait until it is synced: the delivery tool then owns the field, and removes it with the next commit. With the default value, the tool finds no difference and does not own the field.`,
      },
      { text: 'Then set updateStrategy with type OnDelete, without rollingUpdate.' },
    ],
  },
  {
    id: 'remove-version',
    appliesTo: (facts) => isRefused(facts) && isRefusedWith(facts, 'storedVersions'),
    title: ({ name }) => `Remove a version of ${name} in which objects may still be stored`,
    steps: [
      {
        text: 'First merge a pull request in which the new version is served and stored, and the old version is still served.',
      },
      {
        text: 'Write every object again in the new version, and remove the old version from the status: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/#upgrade-existing-objects-to-a-new-stored-version',
      },
      { text: 'Then remove the old version from the CustomResourceDefinition.' },
    ],
  },
  { ...correctValue, appliesTo: isRefused },
]
