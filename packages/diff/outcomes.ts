import type { KubernetesObject } from '@thanos-gitops/manifest'
import type { DeliveredChange, DeliveryTool, Outcome, Outcomes } from '@thanos-gitops/manifest/change'
import type { DiffContext } from './context.ts'
import { deliveriesOf } from './deliveries.ts'
import { holdsIn } from './holds.ts'
import { fluxStage, syncWave } from './order.ts'
import type { PairedChange } from './paired-change.ts'
import { podsByTool } from './pods-by-tool.ts'
import { pruningOf } from './prune.ts'
import { keptScaler } from './rules/live-replicas.ts'
import { fluxRecreates } from './rules/waves.ts'
import { withoutEffect } from './unapplied.ts'

/** Adds what each delivery tool does with each object. A refused object blocks others, so all changes are needed. */
export function withOutcomes(all: readonly PairedChange[], context: DiffContext): readonly DeliveredChange[] {
  const tools = [...new Set(context.delivery.map(({ tool }) => tool))]
  const blockedBy = new Map(tools.map((tool) => [tool, blockedWith(tool, all, context)]))
  const delivered = all.map((paired) => {
    const { before, after } = paired.pair
    const object = (after ?? before!).object
    return {
      ...paired.change,
      ...outcomesOf(paired, tools, blockedBy, context),
      wave: syncWave(object),
      kustomization: context.names?.kustomizationOf(object),
    }
  })
  const holdsOf = holdsIn(delivered, context)
  return delivered.map(({ kustomization, pods: _pods, ...change }, index) => {
    const effects = podsByTool(all[index]!, change, context)
    const hasPods = effects.pods !== undefined || effects.podsOf !== undefined
    const holds = hasPods ? holdsOf(delivered[index]!) : undefined
    const found: DeliveredChange = { ...change, ...effects, ...(holds && { holds }) }
    return context.unapplied && tools.every((tool) => context.unapplied!.hasNew(tool, all[index]!.pair))
      ? withoutEffect(found, context.unapplied.commit)
      : found
  })
}

function outcomesOf(
  paired: PairedChange,
  tools: readonly DeliveryTool[],
  blockedBy: ReadonlyMap<DeliveryTool, IsBlocked>,
  context: DiffContext,
): Pick<DeliveredChange, 'outcome' | 'wasOutcome'> {
  const { before, after, status } = paired.pair
  const outcomes = (of: (tool: DeliveryTool) => Outcome): Outcomes =>
    Object.fromEntries(tools.map((tool) => [tool, of(tool)]))
  const removal = (tool: DeliveryTool): Outcome =>
    removedOutcome(before!.object, tool, blockedBy.get(tool)!(before!.object, true), context)
  return {
    outcome: outcomes((tool) => {
      if (context.unapplied?.hasNew(tool, paired.pair)) return 'unchanged'
      if (after === undefined) return removal(tool)
      if (isRefusedBy(tool, paired, context)) return 'refused'
      if (blockedBy.get(tool)!(after.object, false)) return 'blocked'
      if (status !== 'changed' || before === undefined) return 'created'
      if (tool === 'flux' && fluxRecreates(before.object, after.object, context)) return 'recreated'
      const isUnchanged = keepsOnlyChange(tool, paired, context) || !isStored(tool, after.object, context)
      return isUnchanged ? 'unchanged' : 'changed'
    }),
    ...(status === 'renamed' && { wasOutcome: outcomes(removal) }),
  }
}

function removedOutcome(
  object: KubernetesObject,
  tool: DeliveryTool,
  isBlocked: boolean,
  context: DiffContext,
): Outcome {
  if (context.isGone) return 'kept'
  const { outcome } = pruningOf[tool](object, context)
  return outcome === 'deleted' && isBlocked ? 'blocked' : outcome
}

/** Whether the API server refuses the object as the tool writes it. */
function isRefusedBy(tool: DeliveryTool, { pair, change }: PairedChange, { delivery }: DiffContext): boolean {
  const mode =
    pair.after && deliveriesOf(pair.after.object, delivery).find((candidate) => candidate.tool === tool)?.mode
  return change.changes.some(
    (one) => one.class === 'refused' && !(one.otherwise ?? []).some((other) => other.mode === mode),
  )
}

/** Whether only the replicas differ, and the tool writes those that the cluster has. */
const keepsOnlyChange = (tool: DeliveryTool, { pair, change }: PairedChange, context: DiffContext): boolean =>
  pair.status === 'changed' &&
  change.changes.every(({ pointer }) => pointer === '/spec/replicas') &&
  keptScaler(tool, pair.before.object, pair.after.object, context) !== undefined

/** Whether the API server stores another object than before. */
function isStored(tool: DeliveryTool, after: KubernetesObject, { delivery, verdictsOn }: DiffContext): boolean {
  const { byMode } = verdictsOn(after)
  return deliveriesOf(after, delivery).some((one) => one.tool === tool && byMode[one.mode].objectChanged)
}

type IsBlocked = (object: KubernetesObject, isRemoved: boolean) => boolean

/** Returns a function that decides whether a refused object keeps the tool from applying or deleting another one. */
function blockedWith(tool: DeliveryTool, all: readonly PairedChange[], context: DiffContext): IsBlocked {
  const refused = all.flatMap((paired) =>
    paired.pair.after && !context.unapplied?.hasNew(tool, paired.pair) && isRefusedBy(tool, paired, context)
      ? [paired.pair.after.object]
      : [],
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
