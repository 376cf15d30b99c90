import type { DeliveredChange, DeliveryTool, Outcome } from '@thanos-gitops/manifest/change'
import type { DiffContext } from './context.ts'

// Argo CD 3.5.7: `Sync` in gitops-engine pkg/sync/sync_context.go runs the tasks of a wave when no task of an earlier one is running,
// and a task runs until its object is healthy. kustomize-controller 1.9.6: `reconcile` applies, prunes, and then waits for health;
// `checkDependencies` waits until the Kustomization before is ready at the same revision.

type Held = Pick<DeliveredChange, 'kind' | 'name' | 'wave' | 'outcome'> & { readonly kustomization: string | undefined }

const applied: readonly (Outcome | undefined)[] = ['created', 'changed', 'recreated']

/**
 * Returns a function for the labels of other changes that wait until the pods of an object are ready, by tool; undefined if none waits.
 * Objects of one wave, and for Flux of one Kustomization, have the same list.
 */
export function holdsIn(all: readonly Held[], context: DiffContext): (own: Held) => DeliveredChange['holds'] {
  const known = new Map<string, readonly string[]>()
  const heldBy = (own: Held, tool: DeliveryTool): readonly string[] => {
    const key = JSON.stringify([tool, own.wave, own.kustomization])
    const found =
      known.get(key) ??
      all.filter((other) => waits[tool](own, other, context)).map(({ kind, name }) => `${kind}/${name}`)
    known.set(key, found)
    return found
  }
  return (own) => {
    const tools = Object.keys(own.outcome) as readonly DeliveryTool[]
    const entries = tools.flatMap((tool) => {
      const held = applied.includes(own.outcome[tool]) ? heldBy(own, tool) : []
      return held.length === 0 ? [] : [[tool, held] as const]
    })
    return entries.length === 0 ? undefined : Object.fromEntries(entries)
  }
}

/** An object whose pods others wait for is applied, so it does not wait for itself. */
const waits: Readonly<Record<DeliveryTool, (own: Held, other: Held, context: DiffContext) => boolean>> = {
  'argo-cd': (own, other, { prunesLast }) =>
    (applied.includes(other.outcome['argo-cd']) && other.wave > own.wave) ||
    (other.outcome['argo-cd'] === 'deleted' && prunesLast),
  flux: (own, other) =>
    (applied.includes(other.outcome.flux) || other.outcome.flux === 'deleted') &&
    own.kustomization !== other.kustomization &&
    other.wave > own.wave,
}
