import { groupOf, type KubernetesObject } from '@thanos-gitops/manifest'
import type { DeliveryTool } from '@thanos-gitops/manifest/change'
import type { StackNames } from './classify.ts'

// Argo CD: gitops-engine/pkg/sync/sync_tasks.go and sync_context.go. Flux: fluxcd/pkg ssa/manager_apply.go and
// ssa/utils/is.go, kustomize-controller's kustomization_controller.go.

/** The stage of a Kustomization in which Flux applies an object; each is tried as a whole before anything of it is applied. */
export function fluxStage({ kind, apiVersion }: KubernetesObject): 1 | 2 | 4 {
  if (
    kind === 'CustomResourceDefinition' ||
    kind === 'Namespace' ||
    (kind === 'ClusterRole' && groupOf(apiVersion) === 'rbac.authorization.k8s.io')
  )
    return 1
  return kind.endsWith('Class') ? 2 : 4
}

export const syncWave = ({ metadata }: KubernetesObject): number =>
  Number(metadata.annotations?.['argocd.argoproj.io/sync-wave'] ?? 0) || 0

/**
 * Says what a refusal of one object keeps from being applied besides.
 *
 * @param changed all objects of the change
 */
export function blocking(
  changed: readonly KubernetesObject[],
  tools: readonly DeliveryTool[],
  names: StackNames | undefined,
): (refused: KubernetesObject) => Readonly<Partial<Record<DeliveryTool, string>>> {
  const kustomizationOf = (object: KubernetesObject): string => names?.kustomizationOf(object) ?? ''
  const stages = Map.groupBy(
    changed.map((object) => `${fluxStage(object)} ${kustomizationOf(object)}`),
    (stage) => stage,
  )
  const waves = Map.groupBy(changed.map(syncWave), (wave) => wave)
  return (refused) => {
    const texts: Partial<Record<DeliveryTool, string>> = {}
    if (tools.includes('flux')) {
      const stage = fluxStage(refused)
      const own = kustomizationOf(refused)
      const kept = [1, 2, 4]
        .filter((other) => other >= stage)
        .reduce((sum, other) => sum + (stages.get(`${other} ${own}`)?.length ?? 0), -1)
      texts.flux = `Flux tries a whole stage before it applies anything of it: of ${own === '' ? 'this Kustomization' : `Kustomization ${own}`} nothing in stage ${stage} and later is applied (${counted(kept)} of this change), nothing is pruned, and Kustomizations that depend on it wait.`
    }
    if (tools.includes('argo-cd')) {
      const wave = syncWave(refused)
      const later = [...waves].reduce((sum, [other, { length }]) => (other > wave ? sum + length : sum), 0)
      texts['argo-cd'] =
        `Argo CD applies the other objects of wave ${wave} and then fails the sync: later waves are not applied (${counted(later)} of this change).`
    }
    return texts
  }
}

const counted = (count: number): string => (count === 1 ? '1 other object' : `${count} other objects`)
