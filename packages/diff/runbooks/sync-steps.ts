import type { RunbookFacts, Step } from './runbook.ts'

// The steps around the deletion of an object that Argo CD and Flux sync. The tool is paused while the object does not exist in the
// cluster, so that it neither restores the old object nor fails on the new one, however fast or slow it is.

const namesAreUnknown = ({ tools }: RunbookFacts): boolean => !tools.areKnown

/** How to find names that are not known here. */
const findNames: readonly Step[] = [
  {
    tool: 'argo-cd',
    when: namesAreUnknown,
    text: 'In the commands, replace CONTEXT by the kubectl context of the cluster, and APPLICATION by the Application that syncs this object.',
    commands: ({ tools }) => [`${tools.argoCD} get applications.argoproj.io`],
  },
  {
    tool: 'flux',
    when: namesAreUnknown,
    text: 'In the commands, replace CONTEXT by the kubectl context of the cluster, KUSTOMIZATION by the Kustomization that applies this object, and SOURCE by its GitRepository.',
    commands: ({ tools }) => [`${tools.flux} get kustomizations.kustomize.toolkit.fluxcd.io,gitrepositories`],
  },
]

const isCentral = ({ tools }: RunbookFacts): boolean => tools.areKnown && tools.argoCD.includes('--context HUB ')

const pause: readonly Step[] = [
  { when: isCentral, text: 'In the commands, replace HUB by the kubectl context of the cluster where the tool runs.' },
  {
    tool: 'argo-cd',
    text: 'Before the merge, pause the Application. Otherwise self-heal restores the object that you delete.',
    commands: ({ tools }) => [
      `${tools.argoCD} annotate application ${tools.application} argocd.argoproj.io/skip-reconcile=true --overwrite`,
    ],
  },
  {
    tool: 'flux',
    text: 'Before the merge, suspend the Kustomization. Otherwise its refused dry run holds back all other changes.',
    commands: ({ tools }) => [
      // kustomize-controller takes over the fields of managers whose names begin with kubectl.
      `${tools.flux} patch kustomization ${tools.kustomization} --type merge --field-manager=flux --patch '{"spec":{"suspend":true}}'`,
    ],
  },
]

/** The steps until the merge; the next step deletes the object. */
export const merge: readonly Step[] = [...findNames, ...pause, { text: 'Merge this pull request.' }]

/** The steps that create the object again. */
export const syncAgain: readonly Step[] = [
  {
    tool: 'argo-cd',
    text: 'Resume the Application. Argo CD reads the merge commit and creates the object.',
    commands: ({ tools, ...facts }) => [
      // Without the state of a failed operation, Argo CD tries the same commit again, and at once.
      `${tools.argoCD} patch application ${tools.application} --type merge --patch '{"metadata":{"annotations":{"argocd.argoproj.io/skip-reconcile":null,"argocd.argoproj.io/refresh":"normal"}},"status":{"operationState":null}}'`,
      waitForObject(facts),
    ],
  },
  {
    tool: 'flux',
    text: 'Fetch the merge commit, then resume the Kustomization; of several, the earliest wave first. Flux creates the object.',
    commands: ({ tools, ...facts }) => [
      'NOW="$(date +%s)"',
      `${tools.flux} annotate gitrepository ${tools.source} reconcile.fluxcd.io/requestedAt="$NOW" --overwrite --field-manager=flux`,
      `${tools.flux} wait gitrepository/${tools.source} --for=jsonpath='{.status.lastHandledReconcileAt}'="$NOW" --timeout=5m`,
      `${tools.flux} patch kustomization ${tools.kustomization} --type merge --field-manager=flux --patch '{"spec":{"suspend":null}}'`,
      waitForObject(facts),
    ],
  },
]

const waitForObject = ({ kubectl, resource }: Pick<RunbookFacts, 'kubectl' | 'resource'>): string =>
  `${kubectl} wait ${resource} --for=create --timeout=10m`

export const deleteObject = (text: string): Step => ({
  text,
  commands: ({ kubectl, resource }) => [`${kubectl} delete ${resource}`],
})

export const deleteButKeepPods = (text: string): Step => ({
  text,
  commands: ({ kubectl, resource }) => [`${kubectl} delete ${resource} --cascade=orphan`],
})
