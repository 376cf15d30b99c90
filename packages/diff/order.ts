import { groupOf, type KubernetesObject } from '@thanos-gitops/manifest'
import type { DeliveryTool } from '@thanos-gitops/manifest/change'
import type { StackNames } from './context.ts'

// Argo CD 3.5.7: `runTasks`, `processCreateTasks` and `Sync` in gitops-engine pkg/sync/sync_context.go, and sync_tasks.go. Without
// server-side diff, no object is sent to the API server before the sync. kustomize-controller 1.9.6: `reconcile` and `apply`
// (internal/controller/kustomization_controller.go), `ApplyAllStaged` in fluxcd/pkg ssa/manager_apply.go, and ssa/utils/is.go.

const fluxStages = [1, 2, 4] as const

/** The stage of a Kustomization in which Flux applies an object. Flux does a dry run of a whole stage before it applies it. */
export function fluxStage({ kind, apiVersion }: KubernetesObject): (typeof fluxStages)[number] {
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
 * Returns a function that describes, for an object that the API server refuses, which other objects each tool does not apply.
 *
 * @param changed all objects of the diff that change
 */
export function blocking(
  changed: readonly KubernetesObject[],
  tools: readonly DeliveryTool[],
  names: StackNames | undefined,
): (refused: KubernetesObject) => Readonly<Partial<Record<DeliveryTool, string>>> {
  const kustomizationOf = (object: KubernetesObject): string => names?.kustomizationOf(object) ?? ''
  const stageKey = (stage: number, kustomization: string): string => `${stage} ${kustomization}`
  const byStage = Map.groupBy(changed, (object) => stageKey(fluxStage(object), kustomizationOf(object)))
  const byWave = Map.groupBy(changed, syncWave)

  const blockedByFlux = (refused: KubernetesObject): string => {
    const stage = fluxStage(refused)
    const kustomization = kustomizationOf(refused)
    const blocked = fluxStages
      .filter((other) => other >= stage)
      .reduce((sum, other) => sum + (byStage.get(stageKey(other, kustomization))?.length ?? 0), 0)
    return `Flux does a dry run of a whole stage before it applies any object of it: in ${kustomization === '' ? 'this Kustomization' : `Kustomization ${kustomization}`}, no object of stage ${stage} and later stages is applied (${counted(blocked - 1)} of this change), no object is pruned, and the Kustomizations that depend on it wait.`
  }
  const blockedByArgoCd = (refused: KubernetesObject): string => {
    const wave = syncWave(refused)
    const blocked = [...byWave].reduce((sum, [other, { length }]) => (other > wave ? sum + length : sum), 0)
    // The Application of an environment prunes last and retries without a limit (packages/delivery/argo-cd.ts).
    const rest =
      names === undefined
        ? ''
        : ' Nothing is deleted. It tries again every 2 minutes or more often, with the newest commit.'
    return `Argo CD applies the other objects of wave ${wave}, then the sync fails: later waves are not applied (${counted(blocked)} of this change).${rest}`
  }
  return (refused) => ({
    ...(tools.includes('flux') && { flux: blockedByFlux(refused) }),
    ...(tools.includes('argo-cd') && { 'argo-cd': blockedByArgoCd(refused) }),
  })
}

const counted = (count: number): string => (count === 1 ? '1 other object' : `${count} other objects`)
