import type { KubernetesObject } from '@thanos-gitops/manifest'
import { changesPath, isRefused, isRefusedWith, type Runbook, type RunbookFacts } from './runbook.ts'
import { deleteButKeepPods, deleteObject, merge, setNames, syncAgain } from './sync-steps.ts'

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

/** Changes that the API server refuses, of all kinds but StatefulSets. */
export const refusedRunbooks: readonly Runbook[] = [
  {
    appliesTo: (facts) =>
      isRefused(facts) &&
      isRefusedWith(facts, 'field is immutable') &&
      changesPath(facts, '/spec/selector') &&
      ['Deployment', 'DaemonSet', 'ReplicaSet'].includes(facts.kind),
    title: ({ kind, name }) => `Change the selector of ${kind}/${name}`,
    steps: [
      {
        text: 'If you can, use two pull requests instead of the following steps. In the first, add the object under a new name with the new labels. When its pods serve, remove the old object in the second. Until then, the Services must select the pods of both.',
      },
      ...setNames,
      ...merge,
      deleteButKeepPods('Delete the object, but keep its pods. The new object starts its own pods next to them.'),
      ...syncAgain,
      {
        text: 'When the new pods are ready, delete the orphaned pods by their old labels.',
        commands: ({ before, namespaceOption }) => [
          `kubectl delete pods${namespaceOption} -l ${selectorOption(before)}`,
          `kubectl get replicasets${namespaceOption} -l ${selectorOption(before)}   # delete those that have no owner`,
        ],
      },
    ],
  },
  {
    appliesTo: (facts) => isRefused(facts) && facts.kind === 'Job',
    title: ({ name }) => `Run Job/${name} again`,
    steps: [
      {
        text: 'If you can, avoid the following steps: give the Job a new name with each change, or add the annotation that lets the tool replace it (argocd.argoproj.io/hook-delete-policy: BeforeHookCreation for an Argo CD hook, kustomize.toolkit.fluxcd.io/force: enabled for Flux).',
      },
      ...setNames,
      ...merge,
      deleteObject('Delete the Job. It runs again with the new template.'),
      ...syncAgain,
    ],
  },
  {
    appliesTo: (facts) => isRefused(facts) && facts.kind === 'Service',
    title: ({ name }) => `Recreate Service/${name}`,
    steps: [
      {
        text: 'Check whether clients can lose the old address: it stops working for clients that have already resolved it. If they cannot, add a Service with a new name instead, move the clients, and remove the old Service.',
      },
      ...setNames,
      ...merge,
      deleteObject(
        'Delete the Service. The new Service gets a new address. Clients that resolve the name again find it within seconds.',
      ),
      ...syncAgain,
    ],
  },
  {
    appliesTo: (facts) => isRefused(facts) && changesPath(facts, '/roleRef'),
    title: ({ kind, name }) => `Change the role of ${kind}/${name}`,
    steps: [
      {
        text: 'To avoid a gap in permissions, add a binding with a new name in this pull request instead, and remove this binding in the next.',
      },
      ...setNames,
      ...merge,
      deleteObject('Delete the binding. Its permissions are missing until the next sync.'),
      ...syncAgain,
    ],
  },
  {
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
    appliesTo: (facts) => isRefused(facts) && facts.kind === 'PersistentVolumeClaim',
    title: ({ name }) => `Replace PersistentVolumeClaim/${name}`,
    steps: [
      {
        text: 'Add a claim with a new name: an existing claim can only grow. Copy the data with a pod that mounts both claims, switch the workload to the new claim, and remove the old claim last.',
      },
      {
        text: 'Before you remove the old claim, set Retain on its volume. Keep the volume until you have verified the copy.',
        commands: ({ name, namespaceOption }) => [
          `kubectl patch pv "$(kubectl get pvc ${name}${namespaceOption} -o jsonpath='{.spec.volumeName}')" -p '{"spec":{"persistentVolumeReclaimPolicy":"Retain"}}'`,
        ],
      },
    ],
  },
  {
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
    appliesTo: (facts) => isRefused(facts) && isRefusedWith(facts, "'Recreate'"),
    title: ({ name }) => `Set strategy Recreate for Deployment/${name}`,
    steps: [
      {
        text: 'First, in a commit of its own, set strategy.type RollingUpdate with rollingUpdate: {maxSurge: 25%, maxUnavailable: 25%}. The delivery tool then owns the field and removes it with the next commit.',
      },
      {
        text: 'Or patch the Deployment once by hand.',
        commands: ({ resource, namespaceOption }) => [
          `kubectl patch ${resource}${namespaceOption} --type merge -p '{"spec":{"strategy":{"type":"Recreate","rollingUpdate":null}}}'`,
        ],
      },
    ],
  },
  {
    appliesTo: (facts) => isRefused(facts) && isRefusedWith(facts, 'only allowed for updateStrategy'),
    title: ({ kind, name }) => `Set update strategy OnDelete for ${kind}/${name}`,
    steps: [
      {
        text: 'First, in a commit of its own, set updateStrategy with type RollingUpdate and rollingUpdate: {partition: 0}. The delivery tool then owns the field and removes it with the next commit.',
      },
      {
        text: ({ kind }) => `Or patch the ${kind} once by hand.`,
        commands: ({ resource, namespaceOption }) => [
          `kubectl patch ${resource}${namespaceOption} --type merge -p '{"spec":{"updateStrategy":{"type":"OnDelete","rollingUpdate":null}}}'`,
        ],
      },
    ],
  },
  {
    appliesTo: (facts) => isRefused(facts) && isRefusedWith(facts, 'storedVersions'),
    title: ({ name }) => `Remove a version of ${name} in which objects may still be stored`,
    steps: [
      {
        text: 'First merge a pull request in which the new version is served and stored, and the old version is still served.',
      },
      {
        text: 'Write every object again, so that it is stored in the new version. Then remove the old version from the status.',
        commands: ({ name }) => [
          `kubectl get ${name} -A -o json | kubectl replace -f -`,
          `kubectl patch crd ${name} --subresource=status --type merge -p '{"status":{"storedVersions":["NEW"]}}'`,
        ],
      },
      { text: 'Then remove the old version from the CustomResourceDefinition.' },
    ],
  },
  {
    appliesTo: (facts) => isRefused(facts) && facts.kind === 'Pod',
    title: ({ name }) => `Recreate Pod/${name}`,
    steps: [...setNames, ...merge, deleteObject('Delete the pod. Its work stops until the next sync.'), ...syncAgain],
  },
  { ...correctValue, appliesTo: isRefused },
]
