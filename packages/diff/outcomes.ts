import type { KubernetesObject } from '@thanos-gitops/manifest'
import type { DeliveredChange, DeliveryTool, ObjectChange, Outcome, Outcomes } from '@thanos-gitops/manifest/change'
import type { DiffContext } from './context.ts'
import { deliveriesOf } from './deliveries.ts'
import { fluxStage, syncWave } from './order.ts'
import type { Pair } from './pairs.ts'
import { pruningOf } from './prune.ts'

/** A change of an object, and the object on both sides. */
export interface PairedChange {
  readonly pair: Pair
  readonly change: ObjectChange
}

/** Adds what each delivery tool does with each object. A refused object blocks others, so all changes are needed. */
export function withOutcomes(all: readonly PairedChange[], context: DiffContext): readonly DeliveredChange[] {
  const tools = [...new Set(context.delivery.map(({ tool }) => tool))]
  const blockedBy = new Map(tools.map((tool) => [tool, blockedWith(tool, all, context)]))
  return all.map(({ pair, change }) => {
    const outcomes = (of: (tool: DeliveryTool) => Outcome): Outcomes =>
      Object.fromEntries(tools.map((tool) => [tool, of(tool)]))
    const { before, after } = pair
    const removal = (tool: DeliveryTool): Outcome =>
      removedOutcome(before!.object, tool, blockedBy.get(tool)!(before!.object, true), context)
    return {
      ...change,
      wave: syncWave((after ?? before!).object),
      outcome: outcomes((tool) => {
        if (after === undefined) return removal(tool)
        if (isRefusedBy(tool, { pair, change }, context)) return 'refused'
        if (blockedBy.get(tool)!(after.object, false)) return 'blocked'
        if (pair.status !== 'changed') return 'created'
        return isStored(tool, after.object, context) ? 'changed' : 'unchanged'
      }),
      ...(pair.status === 'renamed' && { wasOutcome: outcomes(removal) }),
    }
  })
}

function removedOutcome(
  object: KubernetesObject,
  tool: DeliveryTool,
  isBlocked: boolean,
  { isGone, prunesLast }: DiffContext,
): Outcome {
  if (isGone || pruningOf[tool](object, prunesLast).keepsObject) return 'kept'
  return isBlocked ? 'blocked' : 'deleted'
}

/** Whether the API server refuses the object as the tool writes it. */
function isRefusedBy(tool: DeliveryTool, { pair, change }: PairedChange, { delivery }: DiffContext): boolean {
  const mode =
    pair.after && deliveriesOf(pair.after.object, delivery).find((candidate) => candidate.tool === tool)?.mode
  return change.changes.some(
    (one) => one.class === 'refused' && !(one.otherwise ?? []).some((other) => other.mode === mode),
  )
}

/** Whether the API server stores another object than before. */
function isStored(tool: DeliveryTool, after: KubernetesObject, { delivery, verdictsOn }: DiffContext): boolean {
  const { byMode } = verdictsOn(after)
  return deliveriesOf(after, delivery).some((one) => one.tool === tool && byMode[one.mode].objectChanged)
}

type IsBlocked = (object: KubernetesObject, isRemoved: boolean) => boolean

/** Returns a function that decides whether a refused object keeps the tool from applying or deleting another one. */
function blockedWith(tool: DeliveryTool, all: readonly PairedChange[], context: DiffContext): IsBlocked {
  const refused = all.flatMap((paired) =>
    paired.pair.after && isRefusedBy(tool, paired, context) ? [paired.pair.after.object] : [],
  )
  return (object, isRemoved) => refused.some((one) => blockers[tool](one, object, isRemoved, context))
}

type Blocks = (refused: KubernetesObject, object: KubernetesObject, isRemoved: boolean, context: DiffContext) => boolean

const blockers: Readonly<Record<DeliveryTool, Blocks>> = {
  // Objects that are removed from git are deleted in their wave, or after the last one.
  'argo-cd': (refused, object, isRemoved, { prunesLast }) =>
    syncWave(object) > syncWave(refused) || (isRemoved && prunesLast),
  // A Kustomization is applied in stages and prunes at its end. The Kustomizations of later waves depend on it.
  flux(refused, object, isRemoved, { names }) {
    const [own, other] = [refused, object].map((one) => names?.kustomizationOf(one))
    if (own === other) return isRemoved || fluxStage(object) >= fluxStage(refused)
    return syncWave(object) > syncWave(refused)
  },
}
