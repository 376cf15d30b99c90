import type { KubernetesObject } from '@thanos-gitops/manifest'
import type { DeliveryTool } from '@thanos-gitops/manifest/change'
import type { DiffContext } from './context.ts'

// Argo CD 3.5.7: `CompareAppState` (controller/state.go), `pruneObject` and `getSyncTasks` (gitops-engine pkg/sync/sync_context.go).
// kustomize-controller 1.9.6: `reconcile`, `prune` and `deleteObjects` (internal/controller/kustomization_controller.go).

export interface Pruning {
  /** `kept`: the object protects itself. `orphaned`: the tool no longer sees the object, and deletes and reports nothing. */
  readonly outcome: 'deleted' | 'kept' | 'orphaned'
  readonly text: string
}

/** What decides whether a tool deletes an object, besides the object. */
type PruneContext = Pick<DiffContext, 'prunesLast' | 'names' | 'states'>

const hasOption = ({ metadata }: KubernetesObject, annotation: string, option: string): boolean =>
  (metadata.annotations?.[`argocd.argoproj.io/${annotation}`] ?? '').split(',').some((one) => one.trim() === option)

export const hasSyncOption = (object: KubernetesObject, option: string): boolean =>
  hasOption(object, 'sync-options', option)

const hasCompareOption = (object: KubernetesObject, option: string): boolean =>
  hasOption(object, 'compare-options', option)

/** Flux reads its settings from annotations and labels, in upper or lower case. */
const fluxSetting = ({ metadata }: KubernetesObject, name: string): string | undefined =>
  (
    metadata.annotations?.[`kustomize.toolkit.fluxcd.io/${name}`] ??
    metadata.labels?.[`kustomize.toolkit.fluxcd.io/${name}`]
  )?.toLowerCase()

export const fluxForces = (object: KubernetesObject): boolean => fluxSetting(object, 'force') === 'enabled'

/** The condition of a deletion, where the objects of the tools are not known. Those of an environment prune. */
const ifPruning = (states: PruneContext['states'], condition: string): string =>
  states.after === undefined ? `If the ${condition}, ` : ''

/**
 * What each tool does with an object that is removed from git. Both tools read the annotations of the object in the cluster,
 * which is the old side of the diff: an annotation in the commit that removes the object comes too late.
 */
export const pruningOf: Readonly<Record<DeliveryTool, (object: KubernetesObject, context: PruneContext) => Pruning>> = {
  'argo-cd'(object, { prunesLast, states, names }) {
    // The project is updated before the sync, and the live objects that it does not permit are not compared.
    if (states.after?.argoCdSees(object) === false)
      return {
        outcome: 'orphaned',
        text: `Argo CD does not see it any more: AppProject ${names?.application ?? 'of the application'} does not permit ${object.metadata.namespace === undefined ? `the kind ${object.kind}` : `the namespace ${object.metadata.namespace}`}. It stays in the cluster, and no tool reports it.`,
      }
    if (hasSyncOption(object, 'Prune=false'))
      return {
        outcome: 'kept',
        text: hasCompareOption(object, 'IgnoreExtraneous')
          ? 'Argo CD keeps it (Prune=false) and lists it as an object that git does not have. The application stays Synced (IgnoreExtraneous). To remove it, delete it by hand.'
          : 'Argo CD keeps it (Prune=false) and shows the application as out of sync until you delete the object.',
      }
    if (hasSyncOption(object, 'Prune=confirm'))
      return { outcome: 'kept', text: 'Argo CD keeps it until you confirm the deletion (Prune=confirm).' }
    const when =
      prunesLast || hasSyncOption(object, 'PruneLast=true')
        ? 'after it has applied all other objects and they are healthy'
        : 'before it applies the objects of the same wave'
    return {
      outcome: 'deleted',
      text: `${ifPruning(states, 'application prunes (automated.prune: true or --prune)')}Argo CD deletes it ${when}. The deletion is in the foreground: first the objects that it owns, then the object itself.`,
    }
  },
  flux(object, { states, names }) {
    for (const [name, value] of [
      ['prune', 'disabled'],
      ['reconcile', 'disabled'],
      ['ssa', 'ignore'],
    ] as const)
      if (fluxSetting(object, name) === value)
        return { outcome: 'kept', text: `Flux keeps it (kustomize.toolkit.fluxcd.io/${name}: ${value}).` }
    const kustomization = names?.kustomizationOf(object)
    if (kustomization !== undefined && states.after?.kustomizations.has(kustomization) === false)
      return {
        outcome: 'orphaned',
        text: `Flux may leave it in the cluster: Kustomization ${kustomization} is removed as well, and its deletionPolicy is Orphan. If the object still exists after the sync, delete it by hand.`,
      }
    return {
      outcome: 'deleted',
      text: `${ifPruning(states, 'Kustomization prunes (prune: true)')}Flux deletes it in the background after it has applied all objects of the Kustomization without an error. It does not wait until they are healthy.`,
    }
  },
}
