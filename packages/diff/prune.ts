import type { KubernetesObject } from '@thanos-gitops/manifest'
import type { DeliveryTool } from '@thanos-gitops/manifest/change'

export interface Pruning {
  /** Whether the tool leaves the object in the cluster. */
  readonly kept: boolean
  readonly text: string
}

const optionsOf = ({ metadata }: KubernetesObject): readonly string[] =>
  (metadata.annotations?.['argocd.argoproj.io/sync-options'] ?? '').split(',').map((option) => option.trim())

export const hasSyncOption = (object: KubernetesObject, option: string): boolean => optionsOf(object).includes(option)

/** Flux reads its marks from annotations and labels, and takes any case. */
const mark = ({ metadata }: KubernetesObject, name: string): string | undefined =>
  (
    metadata.annotations?.[`kustomize.toolkit.fluxcd.io/${name}`] ??
    metadata.labels?.[`kustomize.toolkit.fluxcd.io/${name}`]
  )?.toLowerCase()

export const fluxForces = (object: KubernetesObject): boolean => mark(object, 'force') === 'enabled'

/**
 * What becomes of an object that leaves the tree. Both tools read the marks of the object that lives in the cluster, which
 * is the old side: a mark that is added in the commit that drops the object comes too late.
 */
export const pruningOf: Readonly<Record<DeliveryTool, (object: KubernetesObject, prunesLast: boolean) => Pruning>> = {
  'argo-cd'(object, prunesLast) {
    if (hasSyncOption(object, 'Prune=false'))
      return {
        kept: true,
        text: 'Argo CD keeps it (Prune=false) and shows the application as out of sync until somebody deletes it.',
      }
    if (hasSyncOption(object, 'Prune=confirm'))
      return { kept: true, text: 'Argo CD keeps it until somebody confirms the deletion (Prune=confirm).' }
    return {
      kept: false,
      text: `Argo CD deletes it where the application prunes (automated.prune: true or --prune)${prunesLast || hasSyncOption(object, 'PruneLast=true') ? ', after everything else is applied' : ', before it applies the objects of the same wave'}; foreground: first what it owns, then the object.`,
    }
  },
  flux(object) {
    for (const [name, value] of [
      ['prune', 'disabled'],
      ['reconcile', 'disabled'],
      ['ssa', 'ignore'],
    ] as const)
      if (mark(object, name) === value)
        return { kept: true, text: `Flux keeps it (kustomize.toolkit.fluxcd.io/${name}: ${value}).` }
    return {
      kept: false,
      text: 'Flux deletes it where the Kustomization prunes (prune: true), after all objects are applied without an error; in the background.',
    }
  },
}
