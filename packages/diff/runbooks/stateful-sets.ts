import { type KubernetesObject, valueAt } from '@thanos-gitops/manifest'
import { changesPath, isRefused, isRefusedWith, type Runbook, type RunbookFacts, type Step } from './runbook.ts'
import { deleteButKeepPods, merge, syncAgain } from './sync-steps.ts'

const isClaimChange = (facts: RunbookFacts): boolean =>
  facts.kind === 'StatefulSet' && isRefused(facts) && changesPath(facts, '/spec/volumeClaimTemplates')

const onlyGrows = (facts: RunbookFacts): boolean =>
  isClaimChange(facts) &&
  facts.claims.some(({ grows }) => grows) &&
  facts.claims.every((claim) => claim.grows || claim.size.before === claim.size.after) &&
  facts.dangerousChanges.filter((change) => change.class === 'refused').every(({ path }) => path.endsWith('/storage'))

const needsNewVolume = (claim: RunbookFacts['claims'][number]): boolean =>
  claim.shrinks || claim.storageClass.before !== claim.storageClass.after

const growingClaims = (facts: RunbookFacts): readonly { readonly claim: string; readonly size: string }[] =>
  facts.claims.flatMap((claim) =>
    claim.grows ? claim.names.map((name) => ({ claim: name, size: claim.size.after })) : [],
  )

const oldStorageClasses = ({ claims }: RunbookFacts): readonly (string | undefined)[] => [
  ...new Set(claims.map(({ storageClass }) => storageClass.before)),
]

const recreate: readonly Step[] = [
  deleteButKeepPods('Delete the object, but keep its pods. They continue to run, and the new object adopts them.'),
  ...syncAgain,
]

const checkPods: Step = {
  text: ({ claims }) =>
    `Check that the pods are the same as before (see their age)${claims.some(({ grows }) => grows) ? ' and that the volumes have the new size' : ''}.`,
  commands: ({ kubectl, resource, claims }) => [
    `${kubectl} rollout status ${resource} --timeout=15m`,
    `${kubectl} get pods --sort-by=.metadata.creationTimestamp`,
    ...(claims.length > 0 ? [`${kubectl} get pvc`] : []),
  ],
}

const enlargeVolumes: Runbook = {
  id: 'enlarge-volumes',
  appliesTo: onlyGrows,
  title: ({ name }) => `Enlarge the volumes of StatefulSet/${name} without downtime`,
  steps: [
    {
      text: (facts) =>
        `Check that the StorageClass allows expansion: the command must print "true" for ${oldStorageClasses(facts)
          .map((name) => name ?? 'the default class')
          .join(', ')}. Otherwise the API server answers 403, and only a move to new volumes helps.`,
      commands: (facts) =>
        oldStorageClasses(facts).map((name) =>
          name === undefined
            ? `kubectl --context ${facts.context} get storageclass`
            : `kubectl --context ${facts.context} get storageclass ${name} -o jsonpath='{.allowVolumeExpansion}{"\\n"}'`,
        ),
    },
    {
      text: 'Before the merge, enlarge the existing claims. The StatefulSet never does this. Most CSI drivers enlarge the file system while it is mounted.',
      commands: (facts) =>
        growingClaims(facts).map(
          ({ claim, size }) =>
            `${facts.kubectl} patch pvc ${claim} --type merge --patch '{"spec":{"resources":{"requests":{"storage":"${size}"}}}}'`,
        ),
    },
    {
      text: 'Wait until each claim has the new size.',
      commands: (facts) =>
        growingClaims(facts).map(
          ({ claim, size }) =>
            `${facts.kubectl} wait pvc/${claim} --for=jsonpath='{.status.capacity.storage}'=${size} --timeout=15m`,
        ),
    },
    ...merge,
    ...recreate,
    checkPods,
  ],
  note: 'Never use --force, Force=true or kustomize.toolkit.fluxcd.io/force here. They delete the StatefulSet and all its pods at once, and the volumes keep the old size.',
}

/** Deletes each pod with its claims, the highest ordinal first, and waits until the new pod is ready. */
function replaceEachPod({ claims, name, kubectl }: RunbookFacts): readonly string[] {
  const replaced = claims.filter(needsNewVolume)
  return [...(claims[0]?.names ?? [])]
    .map((_, index, all) => all.length - 1 - index)
    .flatMap((index) => {
      const claimsOfPod = replaced.map(({ names }) => names[index]!)
      const pod = `${name}-${claimsOfPod[0]!.split('-').at(-1)}`
      return [
        `${kubectl} delete pvc ${claimsOfPod.join(' ')} --wait=false && ${kubectl} delete pod ${pod}`,
        `${kubectl} wait pod/${pod} --for=create --timeout=5m && ${kubectl} wait pod/${pod} --for=condition=Ready --timeout=15m`,
      ]
    })
}

const replaceVolumes: Runbook = {
  id: 'replace-volumes',
  appliesTo: (facts) => isClaimChange(facts) && facts.claims.some(needsNewVolume),
  title: ({ name }) => `Replace the volumes of StatefulSet/${name} (another storage class or a smaller size)`,
  steps: [
    {
      text: ({ name }) =>
        `Decide whether each pod of ${name} can start with an empty volume: a volume cannot change its storage class and cannot shrink. The store gateway and the compactor download what they need again. Prometheus, receive, the ruler and Alertmanager lose data that is neither uploaded nor held by another replica. For these, replace one pod at a time and wait until it has caught up, or copy the data.`,
    },
    {
      text: 'Keep the old volumes in any case: with reclaim policy Delete, a volume is deleted together with its claim.',
      commands: ({ claims, kubectl, context }) =>
        claims
          .filter(needsNewVolume)
          .flatMap(({ names }) => names)
          .map(
            (claim) =>
              `kubectl --context ${context} patch pv "$(${kubectl} get pvc ${claim} -o jsonpath='{.spec.volumeName}')" --patch '{"spec":{"persistentVolumeReclaimPolicy":"Retain"}}'`,
          ),
    },
    ...merge,
    ...recreate,
    {
      text: 'Replace the pods one by one, the highest ordinal first. Continue only when the new pod is ready and has caught up.',
      commands: replaceEachPod,
    },
    {
      text: 'Find the old volumes. They still exist, in phase Released. Delete them when no data of them is needed.',
      commands: ({ context }) => [
        `kubectl --context ${context} get pv -o custom-columns=NAME:.metadata.name,CLAIM:.spec.claimRef.name,PHASE:.status.phase`,
      ],
    },
  ],
  note: 'A claim that is still Pending has no volume: leave out the step that keeps the old volumes.',
}

/** The labels of a selector, as an option of kubectl: `app=web,tier=front`. */
const labelsOf = (object: KubernetesObject | undefined): Readonly<Record<string, string>> =>
  (valueAt(object, ['spec', 'selector', 'matchLabels']) ?? {}) as Readonly<Record<string, string>>

const pairsOf = (labels: Readonly<Record<string, string>>, separator: string): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(separator)

/** A new StatefulSet cannot create a pod whose name an orphan has, so that it must adopt the pods. */
const relabelPods: Step = {
  when: (facts) => changesPath(facts, '/spec/selector'),
  text: 'Give the pods the labels of the new selector. Otherwise the new object does not adopt them, and cannot create pods of the same names.',
  commands: ({ kubectl, before, after }) => [
    `${kubectl} label pods --selector ${pairsOf(labelsOf(before), ',')} ${pairsOf(labelsOf(after), ' ')} --overwrite`,
  ],
}

const changeImmutableField: Runbook = {
  id: 'recreate-stateful-set',
  appliesTo: (facts) =>
    facts.kind === 'StatefulSet' && isRefused(facts) && isRefusedWith(facts, 'updates to statefulset spec'),
  title: ({ name }) => `Recreate StatefulSet/${name} to change an immutable field`,
  steps: [
    ...merge,
    deleteButKeepPods('Delete the object, but keep its pods. They continue to run, and the new object adopts them.'),
    relabelPods,
    ...syncAgain,
    checkPods,
    {
      when: (facts) => changesPath(facts, '/spec/serviceName'),
      text: ({ name }) =>
        `Restart the pods with \`npx thanos-gitops restart\` in another pull request: until then, the pods of ${name} have no DNS names of the new Service.`,
    },
  ],
  note: 'If the pod template changes too, the pods are then replaced one at a time.',
}

export const statefulSetRunbooks: readonly Runbook[] = [enlargeVolumes, replaceVolumes, changeImmutableField]
