import { isDeepStrictEqual } from 'node:util'
import type { DeliveredChange, DeliveryTool, Outcome, PodEffect } from '@thanos-gitops/manifest/change'
import type { DiffContext } from './context.ts'
import type { PairedChange } from './paired-change.ts'
import { isCounted, merge, startOf, stopOf } from './pod-effects.ts'

type Effects = Pick<DeliveredChange, 'pods' | 'podsOf'>

/** What happens to pods with each tool: nothing happens to those of an object that a tool neither applies nor deletes. */
export function podsByTool(
  paired: PairedChange,
  delivered: Pick<DeliveredChange, 'outcome' | 'wasOutcome'>,
  context: DiffContext,
): Effects {
  const { pods } = paired.change
  const tools = Object.keys(delivered.outcome) as readonly DeliveryTool[]
  const effects = tools.map(
    (tool) => [tool, effectWith(paired, delivered.outcome[tool]!, delivered.wasOutcome?.[tool], context)] as const,
  )
  const [first = undefined] = effects.map(([, effect]) => effect)
  if (effects.every(([, effect]) => isDeepStrictEqual(effect, first))) return first ? { pods: first } : {}
  return { ...(pods && { pods }), podsOf: Object.fromEntries(effects.map(([tool, effect]) => [tool, effect ?? null])) }
}

function effectWith(
  { pair, change }: PairedChange,
  outcome: Outcome,
  wasOutcome: Outcome | undefined,
  { asStored }: DiffContext,
): PodEffect | undefined {
  const [before, after] = [pair.before, pair.after].map((one) => one && asStored(one.object))
  if (!isCounted((before ?? after)!)) return undefined
  if (outcome === 'recreated') return merge(stopOf(before!), startOf(after!))
  if (pair.status === 'renamed') {
    const isApplied = outcome === 'created' || outcome === 'changed'
    const effect = merge(
      wasOutcome === 'deleted' ? stopOf(before!) : undefined,
      isApplied ? startOf(after!) : undefined,
    )
    return effect.stopped + effect.started === 0 ? undefined : effect
  }
  return ['created', 'changed', 'deleted'].includes(outcome) ? change.pods : undefined
}
