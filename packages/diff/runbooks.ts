import { factsOf, type KubernetesObject } from '@thanos-gitops/manifest'
import type { Change, DeliveryTool, ObjectChange } from '@thanos-gitops/manifest/change'

/** What a runbook is written for. */
export interface Case {
  /** What Argo CD and Flux call what syncs the object, where that is known. */
  readonly names?: { readonly application: string; readonly source: string; readonly kustomization: string }
  readonly change: ObjectChange
  /** The changes that make it necessary. */
  readonly dangerous: readonly Change[]
  readonly kind: string
  readonly name: string
  /** As kubectl takes it: `statefulset/thanos-store`. */
  readonly target: string
  /** ` -n kube-monitor`, or nothing. */
  readonly scope: string
  readonly before?: KubernetesObject
  readonly after?: KubernetesObject
  /** Of a StatefulSet: the claims of its pods, for each claim template. */
  readonly claims: readonly {
    readonly names: readonly string[]
    readonly size: { readonly before: string; readonly after: string }
    readonly grows: boolean
    readonly shrinks: boolean
    readonly storageClass: { readonly before: string | undefined; readonly after: string | undefined }
  }[]
}

export interface Step {
  readonly text: string | ((facts: Case) => string)
  readonly commands?: readonly string[] | ((facts: Case) => readonly string[])
  readonly tool?: DeliveryTool
  readonly when?: (facts: Case) => boolean
}

export interface Runbook {
  readonly fits: (facts: Case) => boolean
  readonly title: (facts: Case) => string
  readonly steps: readonly Step[]
  readonly note?: string | ((facts: Case) => string | undefined)
}

const isRefused = ({ dangerous }: Case): boolean => dangerous.some((change) => change.class === 'refused')
const touches = ({ dangerous }: Case, path: string): boolean => dangerous.some((change) => change.path.startsWith(path))
const isServerWord = ({ dangerous }: Case, word: string): boolean =>
  dangerous.some(({ message }) => message?.includes(word))

const application = ({ names }: Case): string => names?.application ?? '"$APPLICATION"'
const kustomization = ({ names }: Case): string => names?.kustomization ?? '"$KUSTOMIZATION"'
const source = ({ names }: Case): string => names?.source ?? '"$SOURCE"'

const isNameless = ({ names }: Case): boolean => names === undefined
const names: readonly Step[] = [
  {
    tool: 'argo-cd',
    when: isNameless,
    text: 'Name the application that syncs this object.',
    commands: ['APPLICATION=…   # of: argocd app list'],
  },
  {
    tool: 'flux',
    when: isNameless,
    text: 'Name the Kustomization that applies this object, and its source.',
    commands: ['KUSTOMIZATION=…   # of: flux get kustomizations', 'SOURCE=…          # of: flux get sources git'],
  },
]

const pause: readonly Step[] = [
  {
    tool: 'flux',
    text: 'Before the merge: suspend Flux, so that its refused dry-run does not hold back everything else.',
    commands: (facts) => [`flux suspend kustomization ${kustomization(facts)}`],
  },
  {
    tool: 'argo-cd',
    text: 'Before the merge: nothing to switch off. Do not delete the object earlier: self-heal would bring the old one back.',
  },
]

const merge: Step = { text: 'Merge this pull request.' }
const arrived: readonly Step[] = [
  {
    tool: 'argo-cd',
    text: 'Wait until Argo CD has seen the merge; this one object fails.',
    commands: (facts) => [`argocd app get ${application(facts)} --refresh`],
  },
  {
    tool: 'flux',
    text: 'Wait until the source has the merge.',
    commands: (facts) => [`flux reconcile source git ${source(facts)}`],
  },
]

const again: readonly Step[] = [
  { tool: 'argo-cd', text: 'Sync: it is made anew.', commands: (facts) => [`argocd app sync ${application(facts)}`] },
  {
    tool: 'flux',
    text: 'Resume: it is made anew.',
    commands: (facts) => [
      `flux resume kustomization ${kustomization(facts)}`,
      `flux reconcile kustomization ${kustomization(facts)}`,
    ],
  },
]

const orphan: Step = {
  text: 'Delete the object and leave its pods: they go on running and are adopted by the new one.',
  commands: ({ target, scope }) => [`kubectl delete ${target}${scope} --cascade=orphan`],
}

const adopted: Step = {
  text: 'Look: the pods are the same ones (their age), and volumes have the new size.',
  commands: ({ target, scope, claims }) => [
    `kubectl rollout status ${target}${scope}`,
    `kubectl get pods${scope} --sort-by=.metadata.creationTimestamp`,
    ...(claims.length > 0 ? [`kubectl get pvc${scope}`] : []),
  ],
}

const isClaimChange = (facts: Case): boolean =>
  facts.kind === 'StatefulSet' && isRefused(facts) && touches(facts, '/spec/volumeClaimTemplates')
const onlyGrows = (facts: Case): boolean =>
  isClaimChange(facts) &&
  facts.claims.some(({ grows }) => grows) &&
  facts.claims.every((claim) => claim.grows || claim.size.before === claim.size.after) &&
  facts.dangerous.filter((change) => change.class === 'refused').every(({ path }) => path.endsWith('/storage'))
const moves = (facts: Case): boolean =>
  isClaimChange(facts) &&
  facts.claims.some((claim) => claim.shrinks || claim.storageClass.before !== claim.storageClass.after)

const eachClaim = (facts: Case): readonly { readonly claim: string; readonly size: string }[] =>
  facts.claims.flatMap((claim) =>
    claim.grows ? claim.names.map((name) => ({ claim: name, size: claim.size.after })) : [],
  )

/** The first that fits. */
export const runbooks: readonly Runbook[] = [
  {
    fits: onlyGrows,
    title: ({ name }) => `Larger volumes of StatefulSet/${name}, without downtime`,
    steps: [
      ...names,
      {
        text: ({ claims }) =>
          `The StorageClass must allow it: "true" for ${[...new Set(claims.map(({ storageClass }) => storageClass.before ?? 'the default class'))].join(', ')}. Otherwise the server answers 403, and only a move to new volumes helps.`,
        commands: ({ claims }) => [
          ...new Set(
            claims.map(
              ({ storageClass }) =>
                `kubectl get storageclass ${storageClass.before ?? ''} -o jsonpath='{.allowVolumeExpansion}{"\\n"}'`,
            ),
          ),
        ],
      },
      {
        text: 'Before the merge: enlarge the claims that exist. The StatefulSet never does; most CSI drivers enlarge the file system while it is mounted.',
        commands: (facts) =>
          eachClaim(facts).map(
            ({ claim, size }) =>
              `kubectl patch pvc ${claim}${facts.scope} --type merge -p '{"spec":{"resources":{"requests":{"storage":"${size}"}}}}'`,
          ),
      },
      {
        text: 'Wait until each has the new size.',
        commands: (facts) =>
          eachClaim(facts).map(
            ({ claim, size }) =>
              `kubectl wait pvc/${claim}${facts.scope} --for=jsonpath='{.status.capacity.storage}'=${size} --timeout=15m`,
          ),
      },
      ...pause,
      merge,
      ...arrived,
      orphan,
      ...again,
      adopted,
    ],
    note: 'Never use --force, Force=true or kustomize.toolkit.fluxcd.io/force here: the StatefulSet would be deleted with all its pods at once, and the volumes would still have the old size.',
  },
  {
    fits: moves,
    title: ({ name }) => `New volumes for StatefulSet/${name}: another class or a smaller size`,
    steps: [
      ...names,
      {
        text: ({ name }) =>
          `Decide first: a volume cannot change its class and cannot shrink, so each pod of ${name} begins with an empty one. The store gateway and the compactor fetch again what they need. Prometheus, receive, the ruler and Alertmanager lose what is not uploaded or held by another replica: take one pod at a time and wait as long as the data needs, or copy it.`,
      },
      ...pause,
      merge,
      ...arrived,
      orphan,
      ...again,
      {
        text: 'Then pod by pod, the highest first; the next one only when it is ready and has caught up.',
        commands: ({ claims, name, scope }) =>
          [...(claims[0]?.names ?? [])]
            .map((_, index, all) => all.length - 1 - index)
            .flatMap((ordinal) => {
              const of = claims
                .filter((claim) => claim.shrinks || claim.storageClass.before !== claim.storageClass.after)
                .map(({ names: list }) => list[ordinal]!)
              const pod = `${name}-${of[0]!.split('-').at(-1)}`
              return [
                `kubectl delete pvc ${of.join(' ')}${scope} --wait=false && kubectl delete pod ${pod}${scope}`,
                `kubectl wait pod/${pod}${scope} --for=condition=Ready --timeout=15m`,
              ]
            }),
      },
      {
        text: 'The old volumes: with reclaim policy Retain they are still there as Released.',
        commands: ['kubectl get pv | grep Released'],
      },
    ],
    note: 'With reclaim policy Delete the old data is gone with the claim. Set Retain on the volumes first where you may need them: kubectl patch pv NAME -p \'{"spec":{"persistentVolumeReclaimPolicy":"Retain"}}\'',
  },
  {
    fits: (facts) =>
      facts.kind === 'StatefulSet' && isRefused(facts) && isServerWord(facts, 'updates to statefulset spec'),
    title: ({ name }) => `A field of StatefulSet/${name} that cannot change`,
    steps: [...names, ...pause, merge, ...arrived, orphan, ...again, adopted],
    note: 'The pods are adopted when the selector still matches them and their names stay. Where the pod template changes too, they roll afterwards, one at a time.',
  },
  {
    fits: (facts) =>
      isRefused(facts) &&
      isServerWord(facts, 'field is immutable') &&
      touches(facts, '/spec/selector') &&
      ['Deployment', 'DaemonSet', 'ReplicaSet'].includes(facts.kind),
    title: ({ kind, name }) => `Another selector of ${kind}/${name}`,
    steps: [
      {
        text: 'The safest way takes two pull requests: first add the object under a new name with the new labels, and when its pods serve, remove the old one. Services must select both meanwhile.',
      },
      ...names,
      ...pause,
      merge,
      ...arrived,
      {
        text: 'Or, in place: delete the object and leave its pods. The new object starts its own pods beside them.',
        commands: ({ target, scope }) => [`kubectl delete ${target}${scope} --cascade=orphan`],
      },
      ...again,
      {
        text: 'When the new pods are ready, delete the orphans by their old labels.',
        commands: ({ before, scope }) => [
          `kubectl delete pods${scope} -l ${selectorText(before)}`,
          `kubectl get replicasets${scope} -l ${selectorText(before)}   # delete those that nobody owns`,
        ],
      },
    ],
  },
  {
    fits: (facts) => isRefused(facts) && facts.kind === 'Job',
    title: ({ name }) => `Job/${name} must run anew`,
    steps: [
      {
        text: 'Best: give the Job a new name with each change, or the annotation that makes it a hook (argocd.argoproj.io/hook-delete-policy: BeforeHookCreation, kustomize.toolkit.fluxcd.io/force: enabled).',
      },
      ...names,
      ...pause,
      merge,
      ...arrived,
      {
        text: 'Or delete it: it runs again with the new template.',
        commands: ({ target, scope }) => [`kubectl delete ${target}${scope}`],
      },
      ...again,
    ],
  },
  {
    fits: (facts) => isRefused(facts) && facts.kind === 'Service',
    title: ({ name }) => `Service/${name} must be made anew`,
    steps: [
      {
        text: 'Names that clients have resolved end with the old address. Where that must not happen, add a Service with a new name, move the clients, and remove the old one.',
      },
      ...names,
      ...pause,
      merge,
      ...arrived,
      {
        text: 'Delete it: it gets a new address. Clients that resolve the name again find it within seconds.',
        commands: ({ target, scope }) => [`kubectl delete ${target}${scope}`],
      },
      ...again,
    ],
  },
  {
    fits: (facts) => isRefused(facts) && touches(facts, '/roleRef'),
    title: ({ kind, name }) => `${kind}/${name} with another role`,
    steps: [
      { text: 'Without a gap: add a binding with a new name in this pull request, and remove this one in the next.' },
      ...names,
      ...pause,
      merge,
      ...arrived,
      {
        text: 'Or delete it: until the next sync the permissions are gone.',
        commands: ({ target, scope }) => [`kubectl delete ${target}${scope}`],
      },
      ...again,
    ],
  },
  {
    fits: (facts) => isRefused(facts) && isServerWord(facts, '`immutable` is set'),
    title: ({ kind, name }) => `${kind}/${name} is immutable`,
    steps: [
      {
        text: ({ kind }) =>
          `Give the ${kind} a new name, and the pods that read it the new name: they roll, and the old one can be removed in the next pull request.`,
      },
    ],
  },
  {
    fits: (facts) => isRefused(facts) && facts.kind === 'PersistentVolumeClaim',
    title: ({ name }) => `PersistentVolumeClaim/${name} cannot become this`,
    steps: [
      {
        text: 'A claim only grows. For a smaller size or another class add a claim with a new name, copy the data with a pod that mounts both, let the workload use the new one, and remove the old one last.',
      },
      {
        text: 'Keep the old volume until the copy is proven.',
        commands: ({ name, scope }) => [
          `kubectl patch pv "$(kubectl get pvc ${name}${scope} -o jsonpath='{.spec.volumeName}')" -p '{"spec":{"persistentVolumeReclaimPolicy":"Retain"}}'`,
        ],
      },
    ],
  },
  {
    fits: (facts) => isRefused(facts) && facts.kind.endsWith('Class'),
    title: ({ kind, name }) => `${kind}/${name} cannot change`,
    steps: [
      {
        text: ({ kind }) =>
          `Add a ${kind} with a new name and let new objects use it. Objects of the old one go on as they are; remove it when there are none.`,
      },
    ],
  },
  {
    fits: (facts) => isRefused(facts) && isServerWord(facts, "'Recreate'"),
    title: ({ name }) => `Strategy Recreate for Deployment/${name}`,
    steps: [
      {
        text: 'Commit first, alone: strategy.type RollingUpdate with rollingUpdate: {maxSurge: 25%, maxUnavailable: 25%} written out. Then the applier owns the field and removes it with the next commit.',
      },
      {
        text: 'Or once by hand.',
        commands: ({ target, scope }) => [
          `kubectl patch ${target}${scope} --type merge -p '{"spec":{"strategy":{"type":"Recreate","rollingUpdate":null}}}'`,
        ],
      },
    ],
  },
  {
    fits: (facts) => isRefused(facts) && isServerWord(facts, 'only allowed for updateStrategy'),
    title: ({ kind, name }) => `Update strategy OnDelete for ${kind}/${name}`,
    steps: [
      {
        text: 'Commit first, alone: updateStrategy with type RollingUpdate and rollingUpdate: {partition: 0} written out. Then the applier owns the field and removes it with the next commit.',
      },
      {
        text: 'Or once by hand.',
        commands: ({ target, scope }) => [
          `kubectl patch ${target}${scope} --type merge -p '{"spec":{"updateStrategy":{"type":"OnDelete","rollingUpdate":null}}}'`,
        ],
      },
    ],
  },
  {
    fits: (facts) => isRefused(facts) && isServerWord(facts, 'storedVersions'),
    title: ({ name }) => `A version of ${name} in which objects are stored`,
    steps: [
      { text: 'First a pull request in which the new version is served and stored and the old one still served.' },
      {
        text: 'Write every object once more, so that it is stored in the new version, then take the old one out of the status.',
        commands: ({ name }) => [
          `kubectl get ${name} -A -o json | kubectl replace -f -`,
          `kubectl patch crd ${name} --subresource=status --type merge -p '{"status":{"storedVersions":["NEW"]}}'`,
        ],
      },
      { text: 'Then drop the old version.' },
    ],
  },
  {
    fits: (facts) => isRefused(facts) && facts.kind === 'Pod',
    title: ({ name }) => `Pod/${name} must be made anew`,
    steps: [
      ...names,
      ...pause,
      merge,
      ...arrived,
      {
        text: 'Delete it: what it does stops until the next sync.',
        commands: ({ target, scope }) => [`kubectl delete ${target}${scope}`],
      },
      ...again,
    ],
  },
  {
    fits: isRefused,
    title: ({ kind, name }) => `${kind}/${name} is not taken`,
    steps: [
      {
        text: ({ dangerous }) =>
          `Correct the value: the API server says ${dangerous.find((change) => change.class === 'refused')?.message ?? 'no'}.`,
      },
    ],
  },
  {
    fits: ({ change, kind }) =>
      (change.status === 'removed' || change.status === 'renamed') &&
      [
        'Namespace',
        'CustomResourceDefinition',
        'PersistentVolumeClaim',
        'PersistentVolume',
        'ObjectBucketClaim',
      ].includes(kind),
    title: ({ kind, name }) => `${kind}/${name} leaves the tree and must not be deleted by mistake`,
    steps: [
      {
        text: 'If it should stay: first a pull request that marks it, and only after its sync the one that removes it. A mark in the same commit comes too late, because the tools read the object in the cluster.',
        commands: ({ target, scope }) => [
          `kubectl annotate ${target}${scope} argocd.argoproj.io/sync-options=Prune=false,Delete=false kustomize.toolkit.fluxcd.io/prune=disabled   # and the same in the manifest`,
        ],
      },
      {
        text: 'If it should go: look at what goes with it.',
        commands: (facts) => [
          facts.kind === 'Namespace'
            ? `kubectl get all,pvc,configmap,secret -n ${facts.name}`
            : facts.kind === 'CustomResourceDefinition'
              ? `kubectl get ${facts.name} -A`
              : `kubectl describe ${facts.target}${facts.scope}`,
        ],
      },
      { text: 'Take a copy of what cannot be made again, and let somebody else look at the list.' },
    ],
  },
  {
    fits: ({ dangerous }) =>
      dangerous.some(
        ({ path, class: one }) =>
          one === 'data-loss' && /retention|downsampling|deduplication|vertical-compaction|delete-delay/.test(path),
      ),
    title: ({ name }) => `Data that ${name} will delete`,
    steps: [
      { text: 'Nothing brings it back. Let the owners of the data agree in this pull request.' },
      {
        text: 'See what there is now, and take a copy of the bucket if it may be needed.',
        commands: [
          'thanos tools bucket ls --objstore.config-file=objstore.yaml -o wide',
          'thanos tools bucket replicate --objstore.config-file=objstore.yaml --objstore-to.config-file=copy.yaml --single-run',
        ],
      },
      {
        text: 'Between mark and deletion there is --delete-delay (48h): until then a reverted commit and removed marks save the blocks.',
        commands: [
          'thanos tools bucket mark --remove --marker=deletion-mark.json --id=ULID --objstore.config-file=objstore.yaml',
        ],
        when: ({ name }) => name.includes('compact'),
      },
    ],
  },
  {
    fits: ({ dangerous }) => dangerous.some(({ class: one }) => one === 'data-loss'),
    title: ({ kind, name }) => `${kind}/${name} loses data`,
    steps: [
      {
        text: 'Nothing brings it back. Keep the volumes first, then change the number.',
        commands: ({ target, scope, kind }) =>
          kind === 'StatefulSet'
            ? [
                `kubectl patch ${target}${scope} --type merge -p '{"spec":{"persistentVolumeClaimRetentionPolicy":{"whenScaled":"Retain","whenDeleted":"Retain"}}}'   # and the same in the manifest`,
              ]
            : [],
      },
      {
        text: 'Let Prometheus, receive and the ruler upload what they have before their pods go.',
        commands: ({ kind, name, scope }) =>
          kind === 'StatefulSet'
            ? [
                `kubectl exec${scope} ${name}-0 -- wget -qO- http://localhost:10902/metrics | grep thanos_shipper_uploads_total`,
              ]
            : [],
      },
    ],
  },
  {
    fits: ({ change }) => change.status === 'renamed' && factsOf(change.kind).podSpec !== undefined,
    title: ({ change }) => `${change.kind}/${change.was ?? ''} becomes ${change.name}`,
    steps: [
      {
        text: 'Two pull requests keep the service up: first add the object under its new name, and remove the old one when the new one serves.',
      },
      {
        text: ({ claims }) =>
          `Its volumes do not follow: ${claims.flatMap(({ names: list }) => list).join(', ')} stay. Copy them, or bind the new claims to the old volumes before the new pods start.`,
        when: ({ claims }) => claims.length > 0,
      },
    ],
  },
  {
    fits: ({ change }) => change.status === 'removed',
    title: ({ kind, name }) => `${kind}/${name} is removed`,
    steps: [
      {
        text: 'Remove first what needs it (scrape jobs, endpoints, alerts, routes), in a pull request of its own, and this object in the next.',
      },
      {
        text: 'Look at who uses it now.',
        commands: ({ target, scope, kind, name }) => [
          kind === 'Service'
            ? `kubectl get endpointslices${scope} -l kubernetes.io/service-name=${name}`
            : `kubectl get ${target}${scope} -o wide`,
        ],
      },
    ],
  },
  {
    fits: ({ dangerous }) => dangerous.some(({ path }) => path === '/spec/replicas'),
    title: ({ kind, name }) => `Fewer pods of ${kind}/${name} than it needs`,
    steps: [
      {
        text: 'Go down in steps, one pull request each, and wait until the rest has caught up. For Alertmanager and receive: never more than a minority at once, and the peers or the hash ring first.',
      },
      {
        text: 'Look at the pods that remain.',
        commands: ({ target, scope }) => [`kubectl rollout status ${target}${scope}`],
      },
    ],
  },
  {
    fits: ({ dangerous }) => dangerous.some(({ class: one }) => one === 'outage'),
    title: ({ kind, name }) => `${kind}/${name} stops serving`,
    steps: [
      { text: 'Put in place first what takes over, and let this change follow when that serves.' },
      { text: 'If it is meant: choose the hour, and silence the alerts that will fire.' },
    ],
  },
]

const selectorText = (object: KubernetesObject | undefined): string => {
  const labels =
    (object as unknown as { spec?: { selector?: { matchLabels?: Record<string, string> } } } | undefined)?.spec
      ?.selector?.matchLabels ?? {}
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',')
}
