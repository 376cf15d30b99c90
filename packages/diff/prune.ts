import type { KubernetesObject } from '@thanos-gitops/manifest'
import type { DeliveryTool } from '@thanos-gitops/manifest/change'

export interface Pruning {
  /** Whether the tool leaves the object in the cluster. */
  readonly keepsObject: boolean
  readonly text: string
}

const syncOptionsOf = ({ metadata }: KubernetesObject): readonly string[] =>
  (metadata.annotations?.['argocd.argoproj.io/sync-options'] ?? '').split(',').map((option) => option.trim())

export const hasSyncOption = (object: KubernetesObject, option: string): boolean =>
  syncOptionsOf(object).includes(option)

/** Flux reads its settings from annotations and labels, in upper or lower case. */
const fluxSetting = ({ metadata }: KubernetesObject, name: string): string | undefined =>
  (
    metadata.annotations?.[`kustomize.toolkit.fluxcd.io/${name}`] ??
    metadata.labels?.[`kustomize.toolkit.fluxcd.io/${name}`]
  )?.toLowerCase()

export const fluxForces = (object: KubernetesObject): boolean => fluxSetting(object, 'force') === 'enabled'

/**
 * What each tool does with an object that is removed from git. Both tools read the annotations of the object in the cluster,
 * which is the old side of the diff: an annotation in the commit that removes the object comes too late.
 */
export const pruningOf: Readonly<Record<DeliveryTool, (object: KubernetesObject, prunesLast: boolean) => Pruning>> = {
  'argo-cd'(object, prunesLast) {
    if (hasSyncOption(object, 'Prune=false'))
      return {
        keepsObject: true,
        text: 'Argo CD keeps it (Prune=false) and shows the application as out of sync until you delete the object.',
      }
    if (hasSyncOption(object, 'Prune=confirm'))
      return { keepsObject: true, text: 'Argo CD keeps it until you confirm the deletion (Prune=confirm).' }
    const when =
      prunesLast || hasSyncOption(object, 'PruneLast=true')
        ? 'after it has applied all other objects'
        : 'before it applies the objects of the same wave'
    return {
      keepsObject: false,
      text: `If the application prunes (automated.prune: true or --prune), Argo CD deletes it ${when}. The deletion is in the foreground: first the objects that it owns, then the object itself.`,
    }
  },
  flux(object) {
    for (const [name, value] of [
      ['prune', 'disabled'],
      ['reconcile', 'disabled'],
      ['ssa', 'ignore'],
    ] as const)
      if (fluxSetting(object, name) === value)
        return { keepsObject: true, text: `Flux keeps it (kustomize.toolkit.fluxcd.io/${name}: ${value}).` }
    return {
      keepsObject: false,
      text: 'If the Kustomization prunes (prune: true), Flux deletes it in the background after it has applied all objects without an error.',
    }
  },
}
