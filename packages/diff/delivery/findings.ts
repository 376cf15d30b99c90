import type { Finding } from '@thanos-gitops/manifest'
import type { DiffContext } from '../context.ts'
import type { Pair } from '../pairs.ts'
import { addedFinding } from './added.ts'
import { namespaceFinding } from './namespace.ts'
import { sourceFindings } from './source.ts'
import { toolFinding } from './tools.ts'

/** What a change does to the delivery of the environment as a whole. */
export function deliveryFindings(
  pairs: readonly Pair[],
  context: DiffContext,
  side: 'both' | 'new' | 'gone',
): readonly Finding[] {
  if (side === 'gone') return []
  if (side === 'new') return [addedFinding(context)].filter((finding) => finding !== undefined)
  return [namespaceFinding(pairs, context), toolFinding(context), ...sourceFindings(context)].filter(
    (finding) => finding !== undefined,
  )
}
