import type { KubernetesObject } from '@thanos-gitops/manifest'
import { podSpecOf } from '@thanos-gitops/workloads'
import type { StackNames } from '../context.ts'
import { syncWave } from '../order.ts'
import { pruningOf } from '../prune.ts'
import { type ChangeContext, inPlace, type Verdict } from './rule.ts'

/** What an object that moves from one wave to another needs to know of the tools. */
type WaveContext = Pick<ChangeContext, 'states'> & {
  readonly names: StackNames | undefined
  readonly prunesLast?: boolean
}

/**
 * Whether Flux deletes an object that changes its wave, and creates it again. Each wave is a Kustomization, and the later ones depend on
 * the earlier ones. The one that no longer has the object prunes it if the object still has its owner labels: `deleteObjects` of
 * kustomize-controller 1.9.6, `Delete` in fluxcd/pkg/ssa. If the object moves to an earlier wave, its labels are already those of the new one.
 */
export function fluxRecreates(before: KubernetesObject, after: KubernetesObject, context: WaveContext): boolean {
  const { names, states } = context
  if (names === undefined || names.kustomizationOf(before) === names.kustomizationOf(after)) return false
  if (syncWave(after) < syncWave(before)) return false
  return (
    pruningOf.flux(before, { names, states: { ...states, after: undefined }, prunesLast: false }).outcome === 'deleted'
  )
}

/** The verdict on another sync wave. */
export function newWave({ written: { before, after }, tool, names, states }: ChangeContext): Verdict {
  const wave = syncWave(after)
  if (tool === 'argo-cd' || names === undefined) return inPlace(`It is applied in wave ${wave} from now on.`)
  const [from, to] = [names.kustomizationOf(before), names.kustomizationOf(after)]
  if (from === to) return inPlace(`Kustomization ${to} applies it, as before.`)
  if (!fluxRecreates(before, after, { names, states }))
    return inPlace(`Kustomization ${to} takes it over from ${from}. It is not deleted.`)
  const pods = podSpecOf(after) === undefined ? '' : ' All its pods stop at once.'
  return {
    class: podSpecOf(after) === undefined ? 'recreate' : 'outage',
    why: `Kustomization ${from} applies the commit first and deletes the object, and ${to} creates it again when the earlier waves are healthy.${pods} To keep it, set the annotation kustomize.toolkit.fluxcd.io/prune: disabled in a commit before, and remove it in a commit after.`,
  }
}
