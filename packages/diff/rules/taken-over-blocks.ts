// Blocks that a compactor takes over from another one, and deletes earlier than that one does.
import type { SourcedObject } from '@thanos-gitops/manifest'
import type { Change } from '@thanos-gitops/manifest/change'
import { lastUse, lastValue, type Program } from '@thanos-gitops/workloads'
import { type Sides, workloadOf } from '../manifest-set.ts'
import { compactorIn, earlierCompactors } from './moved-blocks.ts'
import { deletion, retentionFlags, timeOf } from './new-retention.ts'

/**
 * What a compactor deletes because it is new, or because it selects other blocks. A block that it takes over can be one of each
 * compactor that is removed, or that selects other blocks too.
 */
export function takenOverBlocks(sourced: SourcedObject, { before, after }: Sides): readonly Change[] {
  const workload = workloadOf(sourced.object, sourced)
  const program = workload && compactorIn(workload)
  if (workload === undefined || program === undefined) return []
  const own = before.get(sourced.object)
  if (own !== undefined && !selectsOthers(program, own)) return []
  const others = earlierCompactors(workload, before).filter((other) => {
    const { object } = other.container.workload.object
    return object !== own && selectsOthers(other, after.get(object))
  })
  const shorter = retentionFlags.flatMap(({ flag, data }) => {
    const use = lastUse(program, flag)
    const kept = (other: Program): number => timeOf(lastValue(other, flag))
    const longest = others.reduce<Program | undefined>(
      (found, other) => (found === undefined || kept(other) > kept(found) ? other : found),
      undefined,
    )
    if (use === undefined || longest === undefined || kept(program) >= kept(longest)) return []
    const { kind, name } = longest.container.workload
    const time = kept(longest) === Infinity ? 'indefinitely' : `for ${lastValue(longest, flag)}`
    const text = `older than ${use.value}, also of blocks that it takes over: ${kind}/${name} keeps them ${time}.`
    return [{ use, flag, data, text }]
  })
  const isEqual = shorter.length === retentionFlags.length && new Set(shorter.map(({ text }) => text)).size === 1
  return (isEqual ? [{ ...shorter[0]!, data: 'all samples' }] : shorter).map(({ use, flag, data, text }) =>
    deletion(use, flag, `It deletes ${data} ${text} You cannot undo this.`),
  )
}

/** Whether a compactor works on other blocks than the one of an object of the other side, which need not exist. */
function selectsOthers(program: Program, object: SourcedObject['object'] | undefined): boolean {
  const workload = object && workloadOf(object)
  const other = workload && compactorIn(workload)
  return other === undefined || selectionOf(program) !== selectionOf(other)
}

const selectionOf = (program: Program): string =>
  JSON.stringify(['selector.relabel-config', 'min-time', 'max-time'].map((flag) => lastValue(program, flag) ?? ''))
