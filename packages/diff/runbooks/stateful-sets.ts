import { changesPath, isRefused, isRefusedWith, type Runbook, type RunbookFacts, type Step } from './runbook.ts'
import { deleteButKeepPods, merge, setNames, syncAgain } from './sync-steps.ts'

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
  commands: ({ resource, namespaceOption, claims }) => [
    `kubectl rollout status ${resource}${namespaceOption}`,
    `kubectl get pods${namespaceOption} --sort-by=.metadata.creationTimestamp`,
    ...(claims.length > 0 ? [`kubectl get pvc${namespaceOption}`] : []),
  ],
}

const enlargeVolumes: Runbook = {
  appliesTo: onlyGrows,
  title: ({ name }) => `Enlarge the volumes of StatefulSet/${name} without downtime`,
  steps: [
    ...setNames,
    {
      text: (facts) =>
        `Check that the StorageClass allows expansion: the command must print "true" for ${oldStorageClasses(facts)
          .map((name) => name ?? 'the default class')
          .join(', ')}. Otherwise the API server answers 403, and only a move to new volumes helps.`,
      commands: (facts) =>
        oldStorageClasses(facts).map(
          (name) => `kubectl get storageclass ${name ?? ''} -o jsonpath='{.allowVolumeExpansion}{"\\n"}'`,
        ),
    },
    {
      text: 'Before the merge, enlarge the existing claims. The StatefulSet never does this. Most CSI drivers enlarge the file system while it is mounted.',
      commands: (facts) =>
        growingClaims(facts).map(
          ({ claim, size }) =>
            `kubectl patch pvc ${claim}${facts.namespaceOption} --type merge -p '{"spec":{"resources":{"requests":{"storage":"${size}"}}}}'`,
        ),
    },
    {
      text: 'Wait until each claim has the new size.',
      commands: (facts) =>
        growingClaims(facts).map(
          ({ claim, size }) =>
            `kubectl wait pvc/${claim}${facts.namespaceOption} --for=jsonpath='{.status.capacity.storage}'=${size} --timeout=15m`,
        ),
    },
    ...merge,
    ...recreate,
    checkPods,
  ],
  note: 'Never use --force, Force=true or kustomize.toolkit.fluxcd.io/force here. They delete the StatefulSet and all its pods at once, and the volumes keep the old size.',
}

/** Deletes each pod with its claims, the highest ordinal first, and waits until the new pod is ready. */
function replaceEachPod({ claims, name, namespaceOption }: RunbookFacts): readonly string[] {
  const replaced = claims.filter(needsNewVolume)
  return [...(claims[0]?.names ?? [])]
    .map((_, index, all) => all.length - 1 - index)
    .flatMap((index) => {
      const claimsOfPod = replaced.map(({ names }) => names[index]!)
      const pod = `${name}-${claimsOfPod[0]!.split('-').at(-1)}`
      return [
        `kubectl delete pvc ${claimsOfPod.join(' ')}${namespaceOption} --wait=false && kubectl delete pod ${pod}${namespaceOption}`,
        `kubectl wait pod/${pod}${namespaceOption} --for=condition=Ready --timeout=15m`,
      ]
    })
}

const replaceVolumes: Runbook = {
  appliesTo: (facts) => isClaimChange(facts) && facts.claims.some(needsNewVolume),
  title: ({ name }) => `Replace the volumes of StatefulSet/${name} (another storage class or a smaller size)`,
  steps: [
    ...setNames,
    {
      text: ({ name }) =>
        `Decide whether each pod of ${name} can start with an empty volume: a volume cannot change its storage class and cannot shrink. The store gateway and the compactor download what they need again. Prometheus, receive, the ruler and Alertmanager lose data that is neither uploaded nor held by another replica. For these, replace one pod at a time and wait until it has caught up, or copy the data.`,
    },
    ...merge,
    ...recreate,
    {
      text: 'Replace the pods one by one, the highest ordinal first. Continue only when the new pod is ready and has caught up.',
      commands: replaceEachPod,
    },
    {
      text: 'Find the old volumes. With reclaim policy Retain they still exist in phase Released.',
      commands: ['kubectl get pv | grep Released'],
    },
  ],
  note: 'With reclaim policy Delete, the old data is deleted together with the claim. If you may need the data, set Retain on the volumes first: kubectl patch pv NAME -p \'{"spec":{"persistentVolumeReclaimPolicy":"Retain"}}\'',
}

const changeImmutableField: Runbook = {
  appliesTo: (facts) =>
    facts.kind === 'StatefulSet' && isRefused(facts) && isRefusedWith(facts, 'updates to statefulset spec'),
  title: ({ name }) => `Recreate StatefulSet/${name} to change an immutable field`,
  steps: [...setNames, ...merge, ...recreate, checkPods],
  note: 'The new object adopts the pods if its selector still matches them and their names stay the same. If the pod template changes too, the pods are then replaced one at a time.',
}

export const statefulSetRunbooks: readonly Runbook[] = [enlargeVolumes, replaceVolumes, changeImmutableField]
