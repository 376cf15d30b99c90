import type { RunbookFacts, Step } from './runbook.ts'

// Steps that Argo CD and Flux need around the deletion of an object that they sync.

const application = ({ deliveryNames }: RunbookFacts): string => deliveryNames?.application ?? '"$APPLICATION"'
const kustomization = ({ deliveryNames }: RunbookFacts): string => deliveryNames?.kustomization ?? '"$KUSTOMIZATION"'
const source = ({ deliveryNames }: RunbookFacts): string => deliveryNames?.source ?? '"$SOURCE"'

const namesAreUnknown = ({ deliveryNames }: RunbookFacts): boolean => deliveryNames === undefined

/** Shell variables for names that are not known here. */
export const setNames: readonly Step[] = [
  {
    tool: 'argo-cd',
    when: namesAreUnknown,
    text: 'Set the name of the application that syncs this object.',
    commands: ['APPLICATION=…   # see: argocd app list'],
  },
  {
    tool: 'flux',
    when: namesAreUnknown,
    text: 'Set the names of the Kustomization that applies this object and of its source.',
    commands: ['KUSTOMIZATION=…   # see: flux get kustomizations', 'SOURCE=…          # see: flux get sources git'],
  },
]

const pause: readonly Step[] = [
  {
    tool: 'flux',
    text: 'Before the merge, suspend the Kustomization. Otherwise its refused dry run holds back all other changes.',
    commands: (facts) => [`flux suspend kustomization ${kustomization(facts)}`],
  },
  {
    tool: 'argo-cd',
    text: 'Before the merge, change nothing in Argo CD and do not delete the object: self-heal would restore the old object.',
  },
]

const waitForMerge: readonly Step[] = [
  {
    tool: 'argo-cd',
    text: 'Wait until Argo CD has detected the merge. The sync of this one object fails.',
    commands: (facts) => [`argocd app get ${application(facts)} --refresh`],
  },
  {
    tool: 'flux',
    text: 'Fetch the merge commit.',
    commands: (facts) => [`flux reconcile source git ${source(facts)}`],
  },
]

/** The steps until the tools have the merge; the next step deletes the object. */
export const merge: readonly Step[] = [...pause, { text: 'Merge this pull request.' }, ...waitForMerge]

/** The steps that create the object again. */
export const syncAgain: readonly Step[] = [
  {
    tool: 'argo-cd',
    text: 'Sync the application. Argo CD recreates the object.',
    commands: (facts) => [`argocd app sync ${application(facts)}`],
  },
  {
    tool: 'flux',
    text: 'Resume the Kustomization. Flux recreates the object.',
    commands: (facts) => [
      `flux resume kustomization ${kustomization(facts)}`,
      `flux reconcile kustomization ${kustomization(facts)}`,
    ],
  },
]

export const deleteObject = (text: string): Step => ({
  text,
  commands: ({ resource, namespaceOption }) => [`kubectl delete ${resource}${namespaceOption}`],
})

export const deleteButKeepPods = (text: string): Step => ({
  text,
  commands: ({ resource, namespaceOption }) => [`kubectl delete ${resource}${namespaceOption} --cascade=orphan`],
})
