import { deletionRunbooks } from './deletions.ts'
import { outageRunbooks } from './outages.ts'
import { correctValue, refusedRunbooks } from './refused.ts'
import { riskRunbooks } from './risks.ts'
import type { Runbook } from './runbook.ts'
import { statefulSetRunbooks } from './stateful-sets.ts'

export type { Runbook, RunbookFacts, Step } from './runbook.ts'

/** In order of precedence: the first runbook that applies is used. */
export const runbooks: readonly Runbook[] = [
  correctValue,
  ...statefulSetRunbooks,
  ...refusedRunbooks,
  ...riskRunbooks,
  ...deletionRunbooks,
  ...outageRunbooks,
]
