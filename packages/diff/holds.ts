import type { DeliveredChange, DeliveryTool, Outcome } from '@thanos-gitops/manifest/change'
import type { DiffContext } from './context.ts'

// Argo CD 3.5.7: `Sync` in gitops-engine pkg/sync/sync_context.go runs the tasks of a wave when no task of an earlier one is running,
// and a task runs until its object is healthy. kustomize-controller 1.9.6: `reconcile` applies, prunes, and then waits for health;
// `checkDependencies` waits until the Kustomization before is ready at the same revision.

type Held = Pick<DeliveredChange, 'kind' | 'name' | 'wave' | 'outcome'> & { readonly kustomization: string | undefined }

const applied: readonly (Outcome | undefined)[] = ['created', 'changed', 'recreated']

/** The labels of other changes that wait until the pods of this object are ready, by tool; undefined if none waits. */
export function holdsOf(own: Held, all: readonly Held[], context: DiffContext): DeliveredChange['holds'] {
  const tools = Object.keys(own.outcome) as readonly DeliveryTool[]
  const entries = tools.flatMap((tool) => {
    if (!applied.includes(own.outcome[tool])) return []
    const held = all.filter((other) => other !== own && waits[tool](own, other, context))
    return held.length === 0 ? [] : [[tool, held.map(({ kind, name }) => `${kind}/${name}`)] as const]
  })
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}

const waits: Readonly<Record<DeliveryTool, (own: Held, other: Held, context: DiffContext) => boolean>> = {
  'argo-cd': (own, other, { prunesLast }) =>
    (applied.includes(other.outcome['argo-cd']) && other.wave > own.wave) ||
    (other.outcome['argo-cd'] === 'deleted' && prunesLast),
  flux: (own, other) =>
    (applied.includes(other.outcome.flux) || other.outcome.flux === 'deleted') &&
    own.kustomization !== other.kustomization &&
    other.wave > own.wave,
}
